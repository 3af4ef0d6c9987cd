namespace ProtoSockets.Benchmarks.Net;

/// <summary>What one turn of one contender gave.</summary>
internal sealed record Measurement(double Rate, double Median, double Slow, double ClientAllocated, double ServerAllocated, double ProcessorMicroseconds);
