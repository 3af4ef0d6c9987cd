using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using DnsSample;
using Dns = DnsSample.Dns;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>
/// A DNS response with two addresses, whose names point back to the question's (RFC 1035, section 4.1.4). Both make the records of samples/Dns, which own what they hold.
/// The others have nothing like compression.
/// </summary>
internal static class AnswerShape
{
    private const int HeaderSize = 12;
    private static readonly Dns.Header Header = new() { Id = 4711 };

    private static readonly Dns.Response Sample = new()
    {
        RecursionDesired = true,
        RecursionAvailable = true,
        Questions = [new Question(DomainName.Parse("www.example.test."), RecordType.A, RecordClass.IN)],
        Answers =
        [
            new ResourceRecord(DomainName.Parse("www.example.test."), RecordType.A, RecordClass.IN, 300) { Data = new HostAddress(IPAddress.Parse("192.0.2.10")) },
            new ResourceRecord(DomainName.Parse("mail.example.test."), RecordType.A, RecordClass.IN, 300) { Data = new HostAddress(IPAddress.Parse("192.0.2.11")) },
        ],
    };

    public static Shape Create()
    {
        byte[] buffer = new byte[512];
        byte[] frame = Sample.ToBytes(in Header);
        Agreement.Check(frame, buffer.AsSpan(0, WriteByHand(buffer, 4711, Sample)));
        return new Shape(
            "DNS answer",
            frame.Length,
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteByHand(buffer, (ushort)i, Sample) + buffer[1];
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteGenerated(buffer, (ushort)i, Sample) + buffer[1];
                    }

                    return sum;
                }),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frame, out Dns.Response? response) ? response.Answers.Length : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frame, out Dns.Response response) ? response.Answers.Length : throw Agreement.Broken();
                    }

                    return sum;
                }),
            ]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, ushort id, Dns.Response response) => response.Write(destination, new Dns.Header { Id = id });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlyMemory<byte> frame, out Dns.Response response) => Dns.Response.TryRead(frame, out _, out response, out _);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, ushort id, Dns.Response response)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        BinaryPrimitives.WriteUInt16BigEndian(
            destination[2..],
            (ushort)(0x8000 | ((int)response.Opcode << 11) | (response.IsAuthoritative ? 0x400 : 0) | (response.IsTruncated ? 0x200 : 0)
                | (response.RecursionDesired ? 0x100 : 0) | (response.RecursionAvailable ? 0x80 : 0) | (int)response.Code));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)response.Questions.Length);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)response.Answers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], 0);
        Span<Suffix> suffixes = stackalloc Suffix[64];
        int known = 0;
        int position = HeaderSize;
        int names = 0;
        foreach (Question question in response.Questions)
        {
            position = WriteName(destination, position, response, names++, suffixes, ref known);
            BinaryPrimitives.WriteUInt16BigEndian(destination[position..], (ushort)question.Type);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(position + 2)..], (ushort)question.Class);
            position += 4;
        }

        foreach (ResourceRecord record in response.Answers)
        {
            position = WriteName(destination, position, response, names++, suffixes, ref known);
            Span<byte> rest = destination.Slice(position, 14);
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)record.Type);
            BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)record.Class);
            BinaryPrimitives.WriteUInt32BigEndian(rest[4..], record.TimeToLive);
            BinaryPrimitives.WriteUInt16BigEndian(rest[8..], 4);
            if (record.Data is not { } data || !data.TryGet(out HostAddress? host) || !host.Address.TryWriteBytes(rest[10..], out int written) || written != 4)
            {
                throw new InvalidOperationException("An A record holds an IPv4 address.");
            }

            position += 14;
        }

        return position;
    }

    private static int WriteName(Span<byte> message, int position, Dns.Response response, int number, Span<Suffix> suffixes, ref int known)
    {
        ReadOnlySpan<byte> name = NameOf(response, number);
        int before = known;
        int label = 0;
        while (name[label] != 0)
        {
            ReadOnlySpan<byte> rest = name[label..];
            foreach (ref readonly Suffix suffix in suffixes[..before])
            {
                if (NameOf(response, suffix.Name)[suffix.Start..].SequenceEqual(rest))
                {
                    BinaryPrimitives.WriteUInt16BigEndian(message[position..], (ushort)(0xC000 | suffix.Offset));
                    return position + 2;
                }
            }

            if (known < suffixes.Length && position < 0x4000)
            {
                suffixes[known++] = new Suffix((ushort)number, (byte)label, (ushort)position);
            }

            int size = 1 + name[label];
            rest[..size].CopyTo(message[position..]);
            position += size;
            label += size;
        }

        message[position] = 0;
        return position + 1;
    }

    private static ReadOnlySpan<byte> NameOf(Dns.Response response, int number) =>
        (number < response.Questions.Length ? response.Questions[number].Name : response.Answers[number - response.Questions.Length].Name).Wire;

    /// <summary>Where in the message the rest of a name is. Suffixes are compared with the names rather than with the message, whose bytes have only just been stored.</summary>
    private readonly record struct Suffix(ushort Name, byte Start, ushort Offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlySpan<byte> frame, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Dns.Response? response)
    {
        response = null;
        if (frame.Length < HeaderSize)
        {
            return false;
        }

        int flags = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
        int questionCount = BinaryPrimitives.ReadUInt16BigEndian(frame[4..]);
        int answerCount = BinaryPrimitives.ReadUInt16BigEndian(frame[6..]);
        if ((flags & 0x8000) == 0 || questionCount + answerCount > frame.Length || BinaryPrimitives.ReadUInt32BigEndian(frame[8..]) != 0)
        {
            return false;
        }

        int position = HeaderSize;
        Question[] questions = new Question[questionCount];
        for (int i = 0; i < questions.Length; i++)
        {
            if (!TryReadName(frame, ref position, out DomainName name) || frame.Length - position < 4)
            {
                return false;
            }

            questions[i] = new Question(
                name, (RecordType)BinaryPrimitives.ReadUInt16BigEndian(frame[position..]), (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(frame[(position + 2)..]));
            position += 4;
        }

        ResourceRecord[] answers = new ResourceRecord[answerCount];
        for (int i = 0; i < answers.Length; i++)
        {
            if (!TryReadName(frame, ref position, out DomainName name) || frame.Length - position < 14)
            {
                return false;
            }

            ReadOnlySpan<byte> rest = frame.Slice(position, 14);
            RecordType type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (type != RecordType.A || BinaryPrimitives.ReadUInt16BigEndian(rest[8..]) != 4)
            {
                return false;
            }

            answers[i] = new ResourceRecord(name, type, (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(rest[2..]), BinaryPrimitives.ReadUInt32BigEndian(rest[4..]))
            {
                Data = new HostAddress(new IPAddress(rest.Slice(10, 4))),
            };
            position += 14;
        }

        response = new Dns.Response
        {
            Opcode = (Opcode)((flags >> 11) & 15),
            IsAuthoritative = (flags & 0x400) != 0,
            IsTruncated = (flags & 0x200) != 0,
            RecursionDesired = (flags & 0x100) != 0,
            RecursionAvailable = (flags & 0x80) != 0,
            Reserved = (flags & 0x40) != 0,
            IsAuthentic = (flags & 0x20) != 0,
            CheckingDisabled = (flags & 0x10) != 0,
            Code = (ResponseCode)(flags & 15),
            Questions = questions,
            Answers = answers,
        };
        return position == frame.Length;
    }

    private static bool TryReadName(ReadOnlySpan<byte> frame, ref int position, out DomainName name)
    {
        Span<byte> wire = stackalloc byte[DomainName.MaxBytes];
        int length = 0;
        int at = position;
        int limit = position;
        bool isFollowing = false;
        name = default;
        while (at < frame.Length)
        {
            int first = frame[at];
            if (first >= 0xC0)
            {
                if (at + 1 >= frame.Length)
                {
                    return false;
                }

                int target = ((first & 0x3F) << 8) | frame[at + 1];
                if (target >= limit)
                {
                    return false;
                }

                position = isFollowing ? position : at + 2;
                isFollowing = true;
                at = limit = target;
                continue;
            }

            if (first > DomainName.MaxLabelBytes || at + 1 + first > frame.Length || length + 1 + first > DomainName.MaxBytes)
            {
                return false;
            }

            frame.Slice(at, 1 + first).CopyTo(wire[length..]);
            length += 1 + first;
            at += 1 + first;
            if (first == 0)
            {
                position = isFollowing ? position : at;
                name = DomainName.FromWire(wire[..length]);
                return true;
            }
        }

        return false;
    }
}
