using System.Text.Json.Serialization;

namespace ProtoSockets.Benchmarks.Wire;

/// <summary>The same facts as JSON. Its serializer is generated, too: the fastest that System.Text.Json has.</summary>
internal sealed record JsonSample(
    uint Sequence, string? Name, uint Sensor, long Timestamp, ushort Status, short Temperature, int Pressure, double Latitude, double Longitude, float Battery);

[JsonSerializable(typeof(JsonSample))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class JsonForm : JsonSerializerContext;
