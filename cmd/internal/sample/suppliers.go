package sample

// Suppliers are those of the made-up caseload as a project's settings name them, with how often their extracts are due. The
// mentoring services that have ended send nothing more. The published figures are late.
const Suppliers = `suppliers:
  sps: {name: Scottish Prison Service, due: yearly}
  sps-tso: {name: Throughcare Support Officers, due: quarterly}
  upside: {name: Upside, due: quarterly}
  new-routes: {name: New Routes}
  shine: {name: Shine}
  glasgow-jsw: {name: Glasgow City Council, due: yearly}
  jsw-return: {name: Justice social work, due: yearly}
  parole-board: {name: Parole Board for Scotland, due: yearly}
  care-inspectorate: {name: Care Inspectorate}
  scottish-government: {name: Scottish Government, due: yearly}
`
