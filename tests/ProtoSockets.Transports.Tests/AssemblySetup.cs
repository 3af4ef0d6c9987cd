// Allocations are counted for the whole process, and some tests need the machine's loopback for themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
