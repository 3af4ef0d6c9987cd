using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using ProtoSockets.Benchmarks.Wire.Peers;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>An MQTT 3.1.1 PUBLISH of quality 1 (section 3.3).</summary>
[WireStruct]
internal readonly partial record struct Publish
{
    [Bits(4), Constant(3)]
    public partial byte PacketType { get; }

    [Bits(1)]
    public bool IsDuplicate { get; init; }

    [Bits(2)]
    public byte Quality { get; init; }

    [Bits(1)]
    public bool Retain { get; init; }

    [LengthOf(nameof(Topic), nameof(PacketId), nameof(Payload)), VarInt(VarIntFormat.Mqtt)]
    public partial uint RemainingLength { get; }

    [LengthPrefixed<ushort>]
    public Utf8Text Topic { get; init; }

    public ushort PacketId { get; init; }

    [Remaining, MaxBytes(1 << 20)]
    public ReadOnlyMemory<byte> Payload { get; init; }
}

/// <summary>A length of variable size in front, a borrowed text and a borrowed payload.</summary>
internal static class PublishShape
{
    private const int MaxPayload = 1 << 20;

    private static readonly byte[] Topic = "plant/7/line/3/temperature"u8.ToArray();
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 256).Select(i => (byte)(i * 7))];

    private static readonly Publish[] Samples =
    [
        .. Enumerable.Range(0, 16).Select(i => new Publish { Quality = 1, Topic = new Utf8Text(Topic), PacketId = (ushort)(i + 1), Payload = Payload }),
    ];

    public static Shape Create()
    {
        byte[] buffer = new byte[512];
        byte[][] frames = [.. Samples.Select(sample => sample.ToBytes())];
        PublishForm form = new() { Quality = 1, Topic = "plant/7/line/3/temperature", PacketId = 4, Payload = Payload };
        PublishMessage message = new() { Quality = 1, Topic = form.Topic, PacketId = 4, Payload = ByteString.CopyFrom(Payload) };
        Agreement.Check(frames[3], buffer.AsSpan(0, WriteByHand(buffer, in Samples[3])));
        return new Shape(
            "MQTT publish",
            frames[0].Length,
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteByHand(buffer, in Samples[i & 15]) + buffer[7];
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteGenerated(buffer, in Samples[i & 15]) + buffer[7];
                    }

                    return sum;
                }),
                .. Rivals.Encode(form, JsonForms.Default.PublishForm, message),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frames[i & 15], out Publish publish) ? Sum(in publish) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frames[i & 15], out Publish publish) ? Sum(in publish) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                .. Rivals.Decode(form, JsonForms.Default.PublishForm, message, PublishMessage.Parser),
            ]);
    }

    private static long Sum(in Publish publish) =>
        publish.Quality + (publish.Retain ? 1 : 0) + (publish.IsDuplicate ? 1 : 0) + publish.Topic.ByteCount + publish.PacketId + publish.Payload.Length;

    /// <summary>It refuses what generated code refuses: a quality that would spill into the bit beside it, a payload over its limit, a topic that the server would close the connection for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, in Publish publish)
    {
        if (publish.Quality > 3 || publish.Payload.Length > MaxPayload)
        {
            throw new ArgumentOutOfRangeException(nameof(publish));
        }

        int topic = publish.Topic.ByteCount;
        ReadOnlySpan<byte> payload = publish.Payload.Span;
        int length = 2 + topic + 2 + payload.Length;
        destination[0] = (byte)(0x30 | (publish.IsDuplicate ? 8 : 0) | (publish.Quality << 1) | (publish.Retain ? 1 : 0));
        int position = 1;
        for (int rest = length; ;)
        {
            byte digit = (byte)(rest & 0x7F);
            rest >>= 7;
            destination[position++] = rest == 0 ? digit : (byte)(digit | 0x80);
            if (rest == 0)
            {
                break;
            }
        }

        Span<byte> body = destination.Slice(position, length);
        BinaryPrimitives.WriteUInt16BigEndian(body, checked((ushort)topic));
        publish.Topic.CopyTo(body[2..]);
        if (!System.Text.Unicode.Utf8.IsValid(body.Slice(2, topic)))
        {
            throw new ArgumentException("The topic is not UTF-8.", nameof(publish));
        }

        BinaryPrimitives.WriteUInt16BigEndian(body[(2 + topic)..], publish.PacketId);
        payload.CopyTo(body[(4 + topic)..]);
        return position + length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in Publish publish) => publish.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlyMemory<byte> memory, out Publish publish)
    {
        publish = default;
        ReadOnlySpan<byte> source = memory.Span;
        if (source.Length < 2 || source[0] >> 4 != 3)
        {
            return false;
        }

        int length = 0;
        int position = 1;
        for (int shift = 0; ; shift += 7)
        {
            if (shift > 21 || position >= source.Length)
            {
                return false;
            }

            byte digit = source[position++];
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                break;
            }
        }

        if (length < 4 || source.Length - position < length)
        {
            return false;
        }

        ReadOnlySpan<byte> body = source.Slice(position, length);
        int topic = BinaryPrimitives.ReadUInt16BigEndian(body);
        if (topic + 4 > length || length - topic - 4 > MaxPayload)
        {
            return false;
        }

        byte first = source[0];
        publish = new Publish
        {
            IsDuplicate = (first & 8) != 0,
            Quality = (byte)((first >> 1) & 3),
            Retain = (first & 1) != 0,
            Topic = new Utf8Text(memory.Slice(position + 2, topic)),
            PacketId = BinaryPrimitives.ReadUInt16BigEndian(body[(2 + topic)..]),
            Payload = memory.Slice(position + 4 + topic, length - 4 - topic),
        };
        return System.Text.Unicode.Utf8.IsValid(body.Slice(2, topic));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlyMemory<byte> source, out Publish publish) => Publish.TryRead(source, out publish, out _, out _);
}
