using System.Text.Json;
using ProtoSockets.Tests.Shared;

namespace Dissectors.Tests;

/// <summary>What Wireshark's dissectors say of a packet.</summary>
/// <param name="Layers">The packet's protocols, with their fields.</param>
internal sealed record DissectedPacket(JsonElement Layers)
{
    /// <summary>The values of a field, however deep it is, in their order.</summary>
    public string[] All(string field) => [.. Find(Layers, field)];

    /// <summary>The value of a field that is there once.</summary>
    public string One(string field) => Assert.Single(All(field));

    /// <summary>The value of a field as a number.</summary>
    public long Number(string field) => One(field) is var text && text.StartsWith("0x", StringComparison.Ordinal)
        ? Convert.ToInt64(text[2..], 16)
        : long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Find(JsonElement element, string field) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == field && property.Value.ValueKind == JsonValueKind.String
            ? [property.Value.GetString()!]
            : Find(property.Value, field)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(each => each.ValueKind == JsonValueKind.String ? [] : Find(each, field)),
        _ => [],
    };
}

/// <summary>Wireshark without its windows, as an independent reader of what our records write.</summary>
internal static class Tshark
{
    /// <summary>Dissects a conversation, with all checksums verified.</summary>
    /// <param name="conversation">The packets.</param>
    /// <param name="dissector">What speaks at the server's port (<c>memcache</c>).</param>
    /// <param name="isStream">Whether that is TCP.</param>
    /// <returns>The packets with data.</returns>
    public static async Task<IReadOnlyList<DissectedPacket>> DissectAsync(Conversation conversation, string dissector, bool isStream)
    {
        string tshark = ExternalProgram.Find("tshark", "tshark");
        string transport = isStream ? "tcp" : "udp";
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pcap");
        await File.WriteAllBytesAsync(file, conversation.ToBytes(), TestContext.Current.CancellationToken);
        try
        {
            ProgramResult result = await ExternalProgram.RunAsync(
                tshark,
                [
                    "-n", "-r", file, "-T", "json", "-d", $"{transport}.port=={conversation.Port},{dissector}",
                    "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
                ]);
            Assert.True(result.ExitCode == 0, result.ToString());
            using JsonDocument document = JsonDocument.Parse(result.Output);
            DissectedPacket[] packets = [.. document.RootElement.Clone().EnumerateArray().Select(packet => new DissectedPacket(packet.GetProperty("_source").GetProperty("layers")))];
            Assert.NotEmpty(packets);
            foreach (DissectedPacket packet in packets)
            {
                // 1: good. And nothing is malformed, out of order or cut.
                Assert.Equal("1", packet.One("ip.checksum.status"));
                Assert.Equal("1", packet.One($"{transport}.checksum.status"));
                Assert.Empty(packet.All("_ws.malformed"));
                Assert.Empty(packet.All("tcp.analysis.flags"));
            }

            return [.. packets.Where(packet => !isStream || packet.One("tcp.len") != "0")];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
