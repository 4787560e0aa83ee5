-- row: one answer of an inspector's review of one record, given by the as-at date
-- key: review_ref, question?
-- checks: accepted(authority, AUTHORITY) accepted(licence_type, LICENCE)

-- Two suppliers may report one answer: the row of the later extract stands, whole.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.record_reviews
    qualify row_number() over (partition by review_ref, question order by extract_date desc, supplier) = 1
)
select
    reviews.review_ref,
    reviews.question,
    reviews.authority,
    reviews.licence_type,
    reviews.reviewed_on,
    reviews.answer,
    reviews.supplier,
    reviews.extract_date,
    reviews.load_id,
    reviews.row_number,
    case when reviews.absent_from <= clock.as_at then reviews.absent_from end as absent_from
from reported as reviews
cross join clock
where coalesce(reviews.reviewed_on <= clock.as_at, true)
