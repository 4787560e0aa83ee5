-- The project's settings that change figures, as they were when a release was made; blank in releases from before they were kept.
alter table release.releases add column if not exists conference_clock varchar; -- sentence or admission: where ST07 starts
alter table release.releases add column if not exists suppliers_due varchar;    -- suppliers that the settings name, by comma; in
                                                                                -- brackets those whose files are not due
alter table mart.measures add column if not exists setting varchar;             -- of those, the one that changes this measure
alter table release.measures add column if not exists setting varchar;
