/* Switches the tables of one period to an earlier one, and rates to another area to compare with. What is switched to is in
   the page already; throughcareCharts is in the script before this one. */
(function () {
  'use strict';
  var charts = window.throughcareCharts, status = document.getElementById('switch-status');
  if (!status) { return; }
  var blocks = Array.prototype.slice.call(document.querySelectorAll('.block[data-period]'));

  /* Every version of a block that has been seen, by period; templates hold those not seen yet. */
  var versions = new Map();
  blocks.forEach(function (block) {
    var own = {};
    own[block.dataset.period] = Array.prototype.slice.call(block.childNodes).filter(function (n) { return n.nodeName !== 'TEMPLATE'; });
    versions.set(block, own);
  });

  function show(block, period) {
    var own = versions.get(block);
    if (!own[period]) {
      var template = Array.prototype.filter.call(block.querySelectorAll('template'), function (t) { return t.dataset.period === period; })[0];
      if (!template) { return false; }
      own[period] = Array.prototype.slice.call(document.importNode(template.content, true).childNodes);
    }
    own[block.dataset.period].forEach(function (n) { block.removeChild(n); });
    own[period].slice().reverse().forEach(function (n) { block.insertBefore(n, block.firstChild); });
    block.dataset.period = period;
    return true;
  }

  document.querySelectorAll('select[data-switch]').forEach(function (select) {
    select.addEventListener('change', function () {
      var done = 0, left = 0;
      blocks.forEach(function (block) {
        if (block.dataset.type !== select.dataset.switch) { return; }
        if (block.dataset.period === select.value || show(block, select.value)) { done++; } else { left++; }
      });
      charts.refresh();
      status.textContent = done + ' tables show ' + select.value + (left ? '; ' + left + ' have no figures of it and show their own period' : '') + '. Key messages stay as they are.';
    });
  });

  var area = document.getElementById('switch-area');
  if (!area) { return; }
  var named = area.value;
  area.addEventListener('change', function () {
    var done = 0;
    document.querySelectorAll('script[data-compare]').forEach(function (script) {
      var block = document.getElementById(script.dataset.compare), found = JSON.parse(script.textContent).filter(function (a) { return a.name === area.value; })[0];
      if (!found) { return; }
      block.querySelectorAll('[data-compare-cell]').forEach(function (cell, i) { cell.textContent = found.cells[i]; });
      block.querySelectorAll('[data-compare-head]').forEach(function (cell) { cell.textContent = area.value; });
      charts.compare(block, area.value, found.values, named);
      done++;
    });
    named = area.value;
    status.textContent = done + ' tables and charts compare with ' + area.value + '. Sentences over the charts stay as they are.';
  });
}());
