namespace MqttSample.Tests;

/// <summary>Captured packets: mosquitto 2.0.11 with MQTT 3.1.1 and 5, one packet a file, and one pair that was refused.</summary>
internal static class Vector
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.bin").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".bin"));

    public static ushort VersionOf(string name) => name.StartsWith("v5", StringComparison.Ordinal) || name.StartsWith("client-pub5", StringComparison.Ordinal) ? (ushort)5 : (ushort)4;
}
