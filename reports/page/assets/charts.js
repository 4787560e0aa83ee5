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
      var c = 4, style = { stroke: api.visual('color'), lineWidth: 1.5, fill: null };
      function line(x1, y1, x2, y2) { return { type: 'line', shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: style }; }
      var caps = across ?
        [line(a[0], a[1] - c, a[0], a[1] + c), line(b[0], b[1] - c, b[0], b[1] + c)] :
        [line(a[0] - c, a[1], a[0] + c, a[1]), line(b[0] - c, b[1], b[0] + c, b[1])];
      return { type: 'group', children: [line(a[0], a[1], b[0], b[1])].concat(caps) };
    };
  }

  function prepare(spec) {
    var o = spec.option, across = o.yAxis.type === 'category';
    var values = across ? o.xAxis : o.yAxis;
    values.axisLabel.formatter = tick(spec.format);
    o.tooltip.valueFormatter = function (v) { return Array.isArray(v) ? '' : v === '-' ? 'not shown' : write(spec.format, v); };
    o.series.forEach(function (s) {
      if (s.type === 'custom') { s.renderItem = interval(across); return; }
      if (s.id === 'gaps') { return; }
      if (s.label) {
        s.label.formatter = function (p) {
          if (p.value === '-' || p.value === undefined) { return ''; }
          if (spec.kind === 'stacked' && p.value === 0) { return ''; }
          return write(spec.format, p.value);
        };
      }
    });
    return across;
  }

  /* Room for labels, by the width that there is. */
  function fit(entry, width) {
    var spec = entry.spec, o = spec.option, narrow = width < 560;
    if (entry.across) {
      var room = Math.round(Math.min(220, width * 0.36));
      o.yAxis.axisLabel.width = room;
      o.yAxis.axisLabel.overflow = spec.kind === 'intervals' ? 'truncate' : 'break';
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
      if (entry.named) { o.grid.right = narrow ? 84 : Math.min(260, 64 + entry.named * 7); }
    } else {
      var ends = o.series.some(function (s) { return s.endLabel; });
      o.series.forEach(function (s) { if (s.endLabel) { s.endLabel.show = !narrow; } });
      o.grid.right = ends && !narrow ? 140 : 20;
      o.xAxis.axisLabel.fontSize = narrow ? 12 : 14;
    }
    entry.chart.resize({ width: width, height: spec.height });
    entry.chart.setOption(o, true);
  }

  var entries = [];
  document.querySelectorAll('[data-chart]').forEach(function (element) {
    var spec = JSON.parse(document.getElementById(element.id + '-option').textContent);
    var entry = { element: element, spec: spec, across: prepare(spec) };
    /* The longest marker that names what is missing, in letters; 0 if none does. */
    entry.named = 0;
    spec.option.series.forEach(function (s) {
      if (s.id !== 'gaps') { return; }
      s.data.forEach(function (d) {
        if (d.label.formatter.indexOf(' ') > 0) { entry.named = Math.max(entry.named, d.label.formatter.length); }
      });
    });
    element.style.height = spec.height + 'px';
    entry.chart = window.echarts.init(element, null, { renderer: 'svg', width: element.clientWidth, height: spec.height });
    fit(entry, element.clientWidth);
    entries.push(entry);
  });

  function refit() { entries.forEach(function (e) { fit(e, e.element.clientWidth); }); }

  var waiting = 0;
  window.addEventListener('resize', function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(refit, 60);
  });
  /* A4 less its margins, in CSS pixels. */
  window.addEventListener('beforeprint', function () { entries.forEach(function (e) { fit(e, 660); }); });
  window.addEventListener('afterprint', refit);
}());
