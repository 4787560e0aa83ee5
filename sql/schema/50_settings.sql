-- The project's settings that change figures, as they were when a release was made; blank in releases from before they were kept.
alter table release.releases add column if not exists conference_clock varchar; -- sentence or admission: where ST07 starts
alter table release.releases add column if not exists suppliers_due varchar;    -- suppliers that the settings name, by comma, as
                                                                                -- id:due:within:until; in brackets those of whom
                                                                                -- nothing is due
alter table mart.measures add column if not exists setting varchar;             -- of those, the one that changes this measure
alter table release.measures add column if not exists setting varchar;

-- Whether small numbers of the measure are held back. Null, in releases from before it was kept, is that they are.
alter table mart.measures add column if not exists confidential boolean;
alter table release.measures add column if not exists confidential boolean;
