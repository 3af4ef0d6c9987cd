namespace ProtoSockets.Benchmarks.Wire;

/// <summary>A header of eight bytes, and messages as devices send them.</summary>
[Protocol]
internal sealed partial class Sensors
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        public byte Flags { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        public uint Sequence { get; init; }
    }

    /// <summary>Numbers only: its size is fixed.</summary>
    [Message(1)]
    public readonly partial record struct Sample(
        uint Sensor, long Timestamp, ushort Status, short Temperature, int Pressure, double Latitude, double Longitude, float Battery);

    /// <summary>The same with a text in front of the numbers, which is borrowed when it is read.</summary>
    [Message(2)]
    public readonly partial record struct NamedSample(
        [LengthPrefixed<byte>] Utf8Text Name, uint Sensor, long Timestamp, ushort Status, short Temperature, int Pressure, double Latitude, double Longitude, float Battery);
}
