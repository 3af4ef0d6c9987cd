using ProtoSockets;

namespace GaugesSample;

/// <summary>A station that has gauges: calls that are answered by a stream, send one, or both.</summary>
[Protocol]
public sealed partial class Gauges
{
    /// <summary>Asks for what a gauge reads from now on, without an end.</summary>
    /// <param name="Gauge">The gauge.</param>
    [Request<Reading>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct Follow(uint Gauge);

    /// <summary>Sends what was read elsewhere, and asks what it comes to.</summary>
    /// <param name="Gauge">The gauge.</param>
    [Request<Summary>(2, Takes = typeof(Sample))]
    public readonly partial record struct Record(uint Gauge);

    /// <summary>Sends samples, and asks for the mean of each with those before it.</summary>
    /// <param name="Width">Of how many samples.</param>
    [Request<Reading>(3, Replies = ReplyCount.Many, Takes = typeof(Sample))]
    public readonly partial record struct Smooth(ushort Width);

    /// <summary>What a gauge has read.</summary>
    /// <param name="Value">The value.</param>
    [Item(4)]
    public readonly partial record struct Sample(double Value);

    /// <summary>What a gauge reads.</summary>
    /// <param name="Value">The value.</param>
    [Reply(5)]
    public readonly partial record struct Reading(double Value);

    /// <summary>What samples come to.</summary>
    /// <param name="Count">How many there were.</param>
    /// <param name="Mean">Their mean.</param>
    [Reply(6)]
    public readonly partial record struct Summary(uint Count, double Mean);
}
