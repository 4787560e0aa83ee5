/* Draws the charts of the page from the JSON beside them. ECharts is in the script before this one. */
(function () {
  'use strict';
  document.documentElement.classList.add('js');

  function group(s) { return s.replace(/\B(?=(\d{3})+(?!\d))/g, ','); }

  function write(format, v) {
    if (typeof v !== 'number') { return String(v); }
    var sign = v < 0 ? '\u2212' : '';
    v = Math.abs(v);
    if (format === 'count') { return sign + group(String(Math.round(v))); }
    if (format === 'proportion') { v *= 100; }
    var parts = v.toFixed(1).split('.');
    return sign + group(parts[0]) + '.' + parts[1] + (format === 'decimal' ? '' : '%');
  }

  function tick(format) {
    return function (v) { return write(format, v).replace(/\.0(?=%?$)/, ''); };
  }

  /* One confidence interval: a line from limit to limit with a short bar at each end. */
  function interval(across) {
    return function (params, api) {
      var i = api.value(0);
      var a = api.coord(across ? [api.value(1), i] : [i, api.value(1)]);
      var b = api.coord(across ? [api.value(2), i] : [i, api.value(2)]);
      if (across) { var down = api.value(3) || 0; a[1] += down; b[1] += down; }
      var c = 4, style = { stroke: api.visual('color'), lineWidth: 1.5, fill: null };
      function line(x1, y1, x2, y2) { return { type: 'line', shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: style }; }
      var caps = across ?
        [line(a[0], a[1] - c, a[0], a[1] + c), line(b[0], b[1] - c, b[0], b[1] + c)] :
        [line(a[0] - c, a[1], a[0] + c, a[1]), line(b[0] - c, b[1], b[0] + c, b[1])];
      return { type: 'group', children: [line(a[0], a[1], b[0], b[1])].concat(caps) };
    };
  }

  /* The area between the limits of a line: each run of days without a gap is drawn once, by the first of its points. */
  function band(data) {
    return function (params, api) {
      var i = params.dataIndex, run = data[i][3];
      if (i > 0 && data[i - 1][3] === run) { return null; }
      var days = data.filter(function (d) { return d[3] === run; });
      var points = days.map(function (d) { return api.coord([d[0], d[2]]); });
      days.slice().reverse().forEach(function (d) { points.push(api.coord([d[0], d[1]])); });
      return { type: 'polygon', shape: { points: points }, style: { fill: api.visual('color') } };
    };
  }

  /* Columns of a table: bars, lines and intervals, on one category and one value axis. */
  function prepareColumns(spec) {
    var o = spec.option, across = o.yAxis.type === 'category';
    (across ? o.xAxis : o.yAxis).axisLabel.formatter = tick(spec.format);
    o.tooltip.valueFormatter = function (v) { return Array.isArray(v) ? '' : v === '-' ? 'not shown' : write(spec.format, v); };
    o.series.forEach(function (s) {
      if (s.type === 'custom') { s.renderItem = interval(across); return; }
      if (s.id === 'gaps' || s.id === 'held' || !s.label) { return; }
      s.label.formatter = function (p) {
        if (p.value === '-' || p.value === undefined) { return ''; }
        if (spec.kind === 'shares') { return p.value < 4 ? '' : Math.round(p.value) + '%'; }
        if (spec.kind === 'stacked' && p.value === 0) { return ''; }
        return write(spec.format, p.value);
      };
    });
    /* The longest marker that names what is missing, in letters; 0 if none does. */
    spec.named = 0;
    o.series.forEach(function (s) {
      if (s.id !== 'gaps') { return; }
      s.data.forEach(function (d) {
        if (d.label.formatter.indexOf(' ') > 0) { spec.named = Math.max(spec.named, d.label.formatter.length); }
      });
    });
    return across ? fitAcross : fitUpright;
  }

  /* Room for the names of horizontal bars, by the width that there is. */
  function fitAcross(spec, width) {
    var o = spec.option, narrow = width < 560;
    o.yAxis.axisLabel.width = Math.round(Math.min(220, width * 0.36));
    o.yAxis.axisLabel.overflow = spec.kind === 'intervals' && o.yAxis.data.length > 16 ? 'truncate' : 'break';
    o.yAxis.axisLabel.lineHeight = 15;
    o.yAxis.axisLabel.fontSize = narrow ? 12 : 14;
    o.xAxis.splitNumber = narrow ? 3 : 5;
    o.grid.right = spec.kind === 'bar' ? 56 : 24;
    /* Markers with names need room beside the longest bar; on a narrow screen only the marker is written. */
    o.series.forEach(function (s) {
      if (s.id !== 'gaps') { return; }
      s.data.forEach(function (d) {
        d.full = d.full || d.label.formatter;
        d.label.formatter = narrow ? d.full.split(' ')[0] : d.full;
      });
    });
    if (spec.named) { o.grid.right = narrow ? 84 : Math.min(260, 64 + spec.named * 7); }
    return o;
  }

  function fitUpright(spec, width) {
    var o = spec.option, narrow = width < 560;
    var ends = o.series.some(function (s) { return s.endLabel; });
    o.series.forEach(function (s) { if (s.endLabel) { s.endLabel.show = !narrow; } });
    o.grid.right = ends && !narrow ? 140 : 20;
    o.xAxis.axisLabel.fontSize = narrow ? 12 : 14;
    return o;
  }

  function prepareFlow(spec) {
    spec.option.tooltip.show = false;
    spec.option.series[0].label.formatter = function (p) { return p.data.text; };
    return function (spec, width) {
      var s = spec.option.series[0], narrow = width < 560, levels = spec.option.levels;
      s.right = Math.round(Math.min(230, width * 0.32));
      s.nodeGap = narrow ? 30 : 20;
      s.label.fontSize = narrow ? 12 : 14;
      var room = Math.round((width - s.right) / levels) - 26;
      /* Names inside the picture stand on white; a width is set only where the name has to break, for the white is as wide. */
      s.data.forEach(function (d) {
        if (d.end) { d.label = { width: s.right - 12, overflow: 'break' }; return; }
        d.label = { backgroundColor: '#ffffff', padding: [2, 4], borderRadius: 2 };
        if (d.text.length * s.label.fontSize * 0.6 > room) { d.label.width = room; d.label.overflow = 'break'; }
      });
      return spec.option;
    };
  }

  function prepareIncidence(spec) {
    var o = spec.option, days = o.xAxis, under = o.under, ticks = o.ticks;
    delete o.under; delete o.ticks;
    o.tooltip.show = false;
    o.yAxis.axisLabel = Object.assign({}, o.yAxis.axisLabel, { formatter: tick(spec.format) });
    o.grid.left = 100; o.grid.outerBoundsMode = 'none';
    o.xAxis = [days].concat(under.map(function (u, k) {
      return { type: 'value', min: 0, max: days.max, position: 'bottom', offset: 46 + 24 * k, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false },
        name: u.name, nameLocation: 'start', nameGap: 14, nameTextStyle: { color: '#333333', fontSize: 13, fontWeight: 'bold', align: 'right', verticalAlign: 'top', padding: [8, 0, 0, 0] },
        axisLabel: { customValues: days.axisLabel.customValues, color: '#333333', fontSize: 13, hideOverlap: true, showMaxLabel: true, formatter: function (v) { return u.cells[ticks.indexOf(v)] || ''; } } };
    }));
    o.series.forEach(function (s) {
      if (s.type === 'custom') { s.renderItem = band(s.data); }
      if (s.type === 'line') { s.label.formatter = function (p) { return p.value[0] === 0 || p.value[1] === '-' ? '' : write(spec.format, p.value[1]); }; }
    });
    return function (spec, width) {
      var narrow = width < 560;
      days.axisLabel.fontSize = narrow ? 12 : 14;
      return o;
    };
  }

  /* Small charts side by side: as many in a row as there is room for. */
  function prepareMultiples(spec) {
    return function (spec, width) {
      var p = spec.option, base = { animation: false, textStyle: p.textStyle, aria: p.aria, tooltip: { show: false }, legend: { show: false } };
      var across = Math.max(2, Math.min(5, Math.floor(width / 172))), gap = 16, wide = (width - gap * (across - 1)) / across, high = 128;
      base.title = []; base.grid = []; base.xAxis = []; base.yAxis = []; base.series = [];
      p.panels.forEach(function (panel, k) {
        var left = (k % across) * (wide + gap), top = Math.floor(k / across) * high, numbers = panel.values.filter(function (v) { return typeof v === 'number'; });
        var last = -1;
        panel.values.forEach(function (v, i) { if (typeof v === 'number') { last = i; } });
        var most = p.max || ceiling(Math.max.apply(null, numbers.concat(1)));
        base.title.push({ text: panel.name, left: left, top: top, padding: 0, textStyle: { fontSize: 13, fontWeight: 'bold', color: '#333333', width: wide, overflow: 'truncate' } });
        base.grid.push({ left: left + 38, top: top + 30, width: wide - 38 - 34, height: 64, outerBoundsMode: 'none' });
        base.xAxis.push({ type: 'category', gridIndex: k, data: p.periods, boundaryGap: false, axisTick: { show: false }, axisLabel: { show: false }, axisLine: { lineStyle: { color: '#595959' } } });
        base.yAxis.push({ type: 'value', gridIndex: k, min: 0, max: most, interval: most, splitLine: { lineStyle: { color: '#d9d9d9' } }, axisLabel: { color: '#333333', fontSize: 12, formatter: tick(spec.format) } });
        function line(values, colour, thick, z) {
          return { type: 'line', xAxisIndex: k, yAxisIndex: k, silent: true, z: z, data: values.map(function (v) { return typeof v === 'number' ? v : '-'; }), connectNulls: false, symbol: 'circle', symbolSize: 4, showAllSymbol: true,
            lineStyle: { width: thick, color: colour }, itemStyle: { color: colour }, emphasis: { disabled: true } };
        }
        if (p.whole) { var whole = line(p.whole.values, p.grey, 2, 2); whole.symbol = 'none'; base.series.push(whole); }
        var own = line(panel.values, p.colour, 2.5, 3);
        own.data = own.data.map(function (v, i) {
          return i === last ? { value: v, symbolSize: 7, label: { show: true, position: 'right', distance: 5, fontSize: 12, fontWeight: 'bold', color: '#333333', formatter: write(spec.format, v).replace(/\.\d%$/, '%') } } : v;
        });
        base.series.push(own);
        base.series.push({ type: 'scatter', xAxisIndex: k, yAxisIndex: k, silent: true, symbolSize: 1, itemStyle: { color: 'transparent' }, labelLayout: { hideOverlap: true },
          data: panel.values.map(function (v, i) { return typeof v === 'number' || v === '-' ? null : { value: [i, 0], label: { show: true, formatter: v, position: 'bottom', distance: 2, fontSize: 12, color: '#333333' } }; }).filter(Boolean) });
      });
      spec.height = Math.ceil(p.panels.length / across) * high;
      return base;
    };
  }

  /* The next number above v that starts with 1, 2, 4, 5 or 8. */
  function ceiling(v) {
    var unit = Math.pow(10, Math.floor(Math.log10(v)));
    return [1, 2, 4, 5, 8, 10].map(function (n) { return n * unit; }).filter(function (n) { return n >= v; })[0];
  }

  /* Places over their size: the tooltip says which place a point is. */
  function prepareFunnel(spec) {
    var o = spec.option, places;
    o.yAxis.axisLabel = Object.assign({}, o.yAxis.axisLabel, { formatter: tick(spec.format) });
    o.xAxis.axisLabel.formatter = tick('count');
    o.tooltip.trigger = 'item';
    o.tooltip.formatter = function (p) { return p.name + ': ' + write(spec.format, p.value[1]); };
    o.series.forEach(function (s) { if (s.id === 'places') { places = s; } });
    places.data.forEach(function (d) { if (d.label) { d.label.formatter = function () { return d.name; }; } });
    return function (spec, width) {
      var narrow = width < 560;
      o.grid.right = narrow ? 16 : 124;
      nameLines(o, spec.height - o.grid.top - 74, narrow);
      o.xAxis.axisLabel.fontSize = o.xAxis.nameTextStyle.fontSize = o.yAxis.axisLabel.fontSize = narrow ? 12 : 14;
      place(places.data, o, width - o.grid.right - 56, spec.height - o.grid.top - 74, narrow);
      return o;
    };
  }

  /* Puts each name beside its point where it covers neither another name nor another point; on a narrow screen, or where there is
     no such side, only the names that must be read are written. */
  function place(data, o, wide, high, narrow) {
    var size = narrow ? 12 : 13;
    function at(d) {
      return [d.value[0] / o.xAxis.max * wide, (o.yAxis.max - d.value[1]) / (o.yAxis.max - o.yAxis.min) * high];
    }
    var taken = data.map(function (d) { var p = at(d), r = d.symbolSize / 2; return { of: d, box: [p[0] - r, p[1] - r, p[0] + r, p[1] + r] }; });
    function free(box, d) {
      return box[0] >= 0 && box[2] <= wide && box[1] >= 0 && box[3] <= high && !taken.some(function (t) {
        return t.of !== d && box[0] < t.box[2] && box[2] > t.box[0] && box[1] < t.box[3] && box[3] > t.box[1];
      });
    }
    data.filter(function (d) { return d.label; }).sort(function (a, b) { return b.kept - a.kept; }).forEach(function (d) {
      var p = at(d), w = d.name.length * size * 0.56, h = size + 4, off = d.symbolSize / 2 + 5, left = d.label.position === 'left';
      var boxes = { right: [p[0] + off, p[1] - h / 2, p[0] + off + w, p[1] + h / 2], left: [p[0] - off - w, p[1] - h / 2, p[0] - off, p[1] + h / 2],
        top: [p[0] - w / 2, p[1] - off - h, p[0] + w / 2, p[1] - off], bottom: [p[0] - w / 2, p[1] + off, p[0] + w / 2, p[1] + off + h] };
      var side = (left ? ['left', 'right', 'top', 'bottom'] : ['right', 'left', 'top', 'bottom']).filter(function (s) { return free(boxes[s], d); })[0];
      d.label.fontSize = size;
      d.label.show = Boolean(d.kept || side && !narrow);
      if (!d.label.show) { return; }
      d.label.position = side || (left ? 'left' : 'right');
      taken.push({ box: boxes[d.label.position] });
    });
  }

  /* The names of lines at the right, from the highest down, each at least a line of text below the one before. */
  function nameLines(o, high, narrow) {
    o.series.forEach(function (s) {
      if (s.id !== 'names') { return; }
      s.label.show = !narrow;
      var before = -100;
      s.data.forEach(function (d) {
        var y = (o.yAxis.max - d.value[1]) / (o.yAxis.max - (o.yAxis.min || 0)) * high, at = Math.max(y, before + 15);
        d.label.offset = [0, at - y];
        before = at;
      });
    });
  }

  /* A process over time: names of the lines at their ends where there is room. */
  function prepareControl(spec) {
    prepareColumns(spec);
    spec.option.tooltip.show = false;
    return function (spec, width) {
      var o = fitUpright(spec, width), narrow = width < 560;
      o.grid.right = narrow ? 16 : 116;
      nameLines(o, spec.height - o.grid.top - 50, narrow);
      return o;
    };
  }

  /* Lines of text are as far apart as they are high. ECharts would take the width of a Chinese letter for it, which where
     no font has one is so little that two lines stand upon each other. */
  function spaceLines(o) {
    Object.keys(o).forEach(function (key) {
      if (o[key] && typeof o[key] === 'object') { spaceLines(o[key]); }
    });
    if (typeof o.fontSize === 'number' && !(o.lineHeight > o.fontSize)) { o.lineHeight = o.fontSize; }
    return o;
  }

  var prepare = { funnel: prepareFunnel, control: prepareControl, flow: prepareFlow, incidence: prepareIncidence, multiples: prepareMultiples };
  var entries = [];

  function fit(e, width, most) {
    var option = e.fit(e.spec, width), height = Math.min(e.spec.height, most || Infinity);
    e.element.style.height = height + 'px';
    e.chart.resize({ width: width, height: height });
    e.chart.setOption(spaceLines(option), true);
  }

  function draw(element) {
    var spec = JSON.parse(document.getElementById(element.id + '-option').textContent);
    var entry = { element: element, spec: spec, fit: (prepare[spec.kind] || prepareColumns)(spec) };
    element.style.height = spec.height + 'px';
    entry.chart = window.echarts.init(element, null, { renderer: 'svg', width: element.clientWidth, height: spec.height || 100 });
    fit(entry, element.clientWidth);
    entries.push(entry);
  }

  /* Draws what is new in the page and forgets what is no longer in it. */
  function refresh() {
    entries = entries.filter(function (e) {
      if (!e.element.isConnected) { e.chart.dispose(); e.element.textContent = ''; }
      return e.element.isConnected;
    });
    document.querySelectorAll('[data-chart]').forEach(function (element) {
      if (!entries.some(function (e) { return e.element === element; })) { draw(element); }
    });
  }

  /* Puts another area's figures into the second series of a block's chart. */
  function compare(block, name, values, was) {
    entries.forEach(function (e) {
      if (!block.contains(e.element)) { return; }
      var s = e.spec.option.series.filter(function (s) { return s.name === was; })[0];
      if (!s) { return; }
      s.name = name;
      s.data = values.map(function (v) { return { value: v === null ? '-' : v }; });
      e.element.setAttribute('aria-label', e.element.getAttribute('aria-label').replace(', ' + was + ',', ', ' + name + ','));
      block.querySelectorAll('.key li').forEach(function (li) { if (li.textContent === was) { li.lastChild.textContent = name; } });
      fit(e, e.element.clientWidth);
    });
  }

  refresh();
  window.throughcareCharts = { refresh: refresh, compare: compare };

  function refit() { entries.forEach(function (e) { fit(e, e.element.clientWidth); }); }

  var waiting = 0;
  window.addEventListener('resize', function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(refit, 60);
  });
  /* A4 less its margins, in CSS pixels; a chart with its heading has to stay on one page. */
  window.addEventListener('beforeprint', function () { entries.forEach(function (e) { fit(e, 660, 780); }); });
  window.addEventListener('afterprint', refit);
}());
