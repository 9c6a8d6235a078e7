"""The benchmark: what the archive costs to build, beside other generators."""
