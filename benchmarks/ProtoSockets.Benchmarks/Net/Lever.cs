namespace ProtoSockets.Benchmarks.Net;

/// <summary>What makes it fast, and can be switched off in what is written by hand to see what it gives. Our own has them built in.</summary>
internal enum Lever
{
    /// <summary>All are on.</summary>
    None,

    /// <summary>What a receive causes to be sent leaves in one system call; without it each frame leaves alone.</summary>
    Gathering,

    /// <summary>The frames of a receive are handled in one go where they are found; without it each hops to the thread pool.</summary>
    HandlingTogether,

    /// <summary>A call is its own reusable task; without it each has a new one.</summary>
    ReusedTasks,
}
