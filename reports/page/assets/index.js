/* Shortens the list of reports to those that have every word of the search. */
(function () {
  'use strict';
  document.documentElement.classList.add('js');
  var box = document.getElementById('search'), status = document.getElementById('search-status');
  var groups = Array.prototype.slice.call(document.querySelectorAll('[data-group]'));
  var links = Array.prototype.slice.call(document.querySelectorAll('[data-words]'));

  function plain(s) { return s.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); }

  function search() {
    var words = plain(box.value).split(/\s+/).filter(Boolean), shown = 0;
    links.forEach(function (item) {
      var text = plain(item.getAttribute('data-words'));
      item.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
      if (!item.hidden) { shown++; }
    });
    /* From the inside out: a heading goes when nothing is left under it. */
    groups.slice().reverse().forEach(function (group) { group.hidden = !group.querySelector('[data-words]:not([hidden])'); });
    status.textContent = words.length === 0 ? '' : shown === 0 ? 'No report has these words.' : shown + (shown === 1 ? ' report' : ' reports') + ' of ' + links.length;
  }

  box.addEventListener('input', search);
  box.form.addEventListener('submit', function (event) {
    event.preventDefault();
    var first = document.querySelector('[data-words]:not([hidden]) a');
    if (box.value.trim() !== '' && first) { first.focus(); }
  });
  search();
}());
