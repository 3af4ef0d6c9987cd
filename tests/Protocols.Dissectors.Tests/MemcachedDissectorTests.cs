using System.Text;
using MemcachedSample;

namespace Dissectors.Tests;

/// <summary>The memcached binary protocol, written by our records and read by Wireshark's.</summary>
public sealed class MemcachedDissectorTests
{
    private const ushort Port = 11211;

    [Fact]
    public async Task What_we_write_is_read_as_we_mean_it()
    {
        Conversation conversation = new(Port);
        conversation.Connect();
        conversation.Send(isFromClient: true, new Memcached.Get("greeting"u8.ToArray()).ToBytes(new Memcached.Header { Opaque = 0x01020304, Cas = 5 }));
        conversation.Send(isFromClient: true, new Memcached.GetKQ("other"u8.ToArray()).ToBytes(new Memcached.Header { Opaque = 7 }));
        conversation.Send(isFromClient: false, Memcached.Error.Of(Status.KeyNotFound).ToBytes(new Memcached.Header { Opcode = Opcode.Get, Opaque = 0x01020304 }));

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "memcache", isStream: true);

        Assert.Equal(3, packets.Count);
        Assert.Equal((0x80, (long)Opcode.Get, 8, 8, 0x01020304, 5), Header(packets[0]));
        Assert.Equal("greeting", packets[0].One("memcache.key"));
        Assert.Equal((0x80, (long)Opcode.GetKQ, 5, 5, 7, 0), Header(packets[1]));
        Assert.Equal("other", packets[1].One("memcache.key"));
        string text = Memcached.Error.Of(Status.KeyNotFound).Text.ToString();
        Assert.Equal((0x81, (long)Opcode.Get, 0, text.Length, 0x01020304, 0), Header(packets[2]));
        Assert.Equal((long)Status.KeyNotFound, packets[2].Number("memcache.status"));
    }

    [Fact]
    public async Task Captured_frames_have_the_headers_that_we_read()
    {
        Conversation conversation = new(Port);
        conversation.Connect();
        List<Memcached.Header> expected = [];
        foreach (string file in Captured.Files("memcached", "??-*.bin"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (!Memcached.Header.TryRead(bytes, out Memcached.Header header, out _, out _) || bytes.Length != 24 + header.BodyLength || Path.GetFileName(file).StartsWith('u') || !Enum.IsDefined(header.Opcode))
            {
                continue;
            }

            conversation.Send(bytes[0] == 0x80, bytes);
            expected.Add(header);
        }

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "memcache", isStream: true);

        Assert.True(expected.Count > 10, $"{expected.Count} frames");
        Assert.Equal(
            expected.Select(header => ((long)header.Opcode, (long)header.KeyLength, (long)header.BodyLength, (long)header.Opaque)),
            packets.Select(packet => (packet.Number("memcache.opcode"), packet.Number("memcache.key.length"), packet.Number("memcache.total_body_length"), packet.Number("memcache.opaque"))));
    }

    private static (long Magic, long Opcode, long Key, long Body, long Opaque, long Cas) Header(DissectedPacket packet) =>
        (packet.Number("memcache.magic"), packet.Number("memcache.opcode"), packet.Number("memcache.key.length"), packet.Number("memcache.total_body_length"), packet.Number("memcache.opaque"), packet.Number("memcache.cas"));
}
