namespace ProtoSockets.Benchmarks.Net;

/// <summary>What a client does.</summary>
/// <param name="Port">Where the server is.</param>
/// <param name="Connections">How many connections there are.</param>
/// <param name="InFlight">How many calls wait on each at a time.</param>
/// <param name="Payload">The bytes of a request.</param>
internal sealed record Load(int Port, int Connections, int InFlight, int Payload);

/// <summary>What came of it.</summary>
/// <param name="Calls">How many calls, or messages one way.</param>
/// <param name="Nanoseconds">How long they took together.</param>
/// <param name="Median">The time of a call that half of them did not exceed, in nanoseconds; 0 where a message has no answer.</param>
/// <param name="Slow">The time of a call that 99 of 100 did not exceed.</param>
/// <param name="Allocated">The bytes that were allocated meanwhile.</param>
/// <param name="Compiled">How many methods have been compiled so far: while it grows, it is too early to measure.</param>
internal readonly record struct LoadResult(long Calls, long Nanoseconds, long Median, long Slow, long Allocated, long Compiled);
