//go:build !duckdb_arrow

package warehouse

// The driver's Arrow API is compiled in by a build tag. Without it the build stops here:
// run go with -tags duckdb_arrow (see README.md).
var _ = build_again_with_the_flag__tags_duckdb_arrow__as_README_md_says
