using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ProtoSockets;

namespace DnsSample;

/// <summary>
/// A domain name: labels of any octets, from the leaf to the root. Two names are equal when they differ only in the case of ASCII letters
/// (RFC 4343, section 3); the case itself is kept. The default value is the root.
/// </summary>
[Codec<NameCodec>]
public readonly struct DomainName : IEquatable<DomainName>
{
    /// <summary>The most octets of a name, length octets and the root's zero included (RFC 1035, section 2.3.4).</summary>
    public const int MaxBytes = 255;

    /// <summary>The most octets of a label (RFC 1035, section 2.3.4).</summary>
    public const int MaxLabelBytes = 63;

    private static readonly byte[] RootWire = [0];

    private readonly byte[]? _wire;

    private DomainName(byte[] wire) => _wire = wire;

    /// <summary>The root of all names.</summary>
    public static DomainName Root => default;

    /// <summary>The name as octets, without compression: a length in front of each label, and a zero at the end (RFC 1035, section 3.1).</summary>
    public ReadOnlySpan<byte> Wire => Octets;

    /// <summary>The same as an array, which is nobody's to change.</summary>
    internal byte[] Octets => _wire ?? RootWire;

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => Wire.Length == 1;

    /// <summary>How many labels there are, the root's empty one not counted.</summary>
    public int LabelCount
    {
        get
        {
            int count = 0;
            ReadOnlySpan<byte> wire = Wire;
            for (int position = 0; wire[position] != 0; position += 1 + wire[position])
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The first label.</summary>
    public ReadOnlySpan<byte> FirstLabel => Wire.Slice(1, Wire[0]);

    /// <summary>Whether this is a wildcard: its first label is an asterisk (RFC 4592, section 2.1.1).</summary>
    public bool IsWildcard => FirstLabel is [(byte)'*'];

    /// <summary>The name without its first label; the root's is the root.</summary>
    public DomainName Parent => IsRoot ? this : new DomainName(Wire[(1 + Wire[0])..].ToArray());

    public static bool operator ==(DomainName left, DomainName right) => left.Equals(right);

    public static bool operator !=(DomainName left, DomainName right) => !left.Equals(right);

    /// <summary>Makes a name from octets that are known to be one, such as a part of another name.</summary>
    internal static DomainName FromWire(ReadOnlySpan<byte> wire) => wire.Length == 1 ? Root : new DomainName(wire.ToArray());

    /// <summary>Makes a name from octets that are known to be one, in two parts.</summary>
    internal static DomainName FromWire(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> tail)
    {
        byte[] wire = new byte[labels.Length + tail.Length];
        labels.CopyTo(wire);
        tail.CopyTo(wire.AsSpan(labels.Length));
        return wire.Length == 1 ? Root : new DomainName(wire);
    }

    /// <summary>Reads a name as people write it. One without a dot at the end means the same as with it.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, Root, out DomainName name, out string? reason) ? name : throw new FormatException($"\"{text}\" is not a domain name: {reason}.");

    /// <summary>
    /// Reads a name as people write it (RFC 1035, section 5.1): labels with dots between them, <c>\.</c> for a dot that is none, <c>\032</c> for any octet.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">What a name without a dot at its end is relative to.</param>
    /// <param name="name">The name.</param>
    /// <param name="reason">Why it is not one.</param>
    public static bool TryParse(string text, DomainName origin, out DomainName name, [NotNullWhen(false)] out string? reason)
    {
        Span<byte> wire = stackalloc byte[MaxBytes];
        int label = 0;
        int position = 1;
        name = default;
        reason = null;
        if (text is ".")
        {
            return true;
        }

        bool isAbsolute = false;
        for (int index = 0; index < text.Length; index++)
        {
            char letter = text[index];
            isAbsolute = letter == '.';
            if (isAbsolute)
            {
                if (!TryEndLabel(wire, ref label, ref position, out reason))
                {
                    return false;
                }

                continue;
            }

            if (letter == '\\' && !TryUnescape(text, ref index, out letter))
            {
                reason = "a backslash stands in front of a character or of three digits up to 255";
                return false;
            }

            if (letter > 0xFF || position >= MaxBytes)
            {
                reason = letter > 0xFF ? $"'{letter}' is no octet; international names are written in their ASCII form, xn--..." : TooLong;
                return false;
            }

            wire[position++] = (byte)letter;
        }

        if (!isAbsolute && !TryEndLabel(wire, ref label, ref position, out reason))
        {
            return false;
        }

        ReadOnlySpan<byte> tail = isAbsolute ? Root.Wire : origin.Wire;
        if (label + tail.Length > MaxBytes)
        {
            reason = TooLong;
            return false;
        }

        tail.CopyTo(wire[label..]);
        name = FromWire(wire[..(label + tail.Length)]);
        return true;
    }

    /// <summary>The name of an address in the tree for the way back (RFC 1035, section 3.5; RFC 3596, section 2.5).</summary>
    public static DomainName ForReverse(System.Net.IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        Array.Reverse(bytes);
        return Parse(bytes.Length == 4
            ? string.Join('.', bytes) + ".in-addr.arpa."
            : string.Concat(bytes.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each & 0xF:x}.{each >> 4:x}."))) + "ip6.arpa.");
    }

    /// <summary>Whether the name is the other one or below it.</summary>
    public bool IsAtOrBelow(DomainName other)
    {
        ReadOnlySpan<byte> wire = Wire;
        int position = 0;
        while (wire.Length - position > other.Wire.Length)
        {
            position += 1 + wire[position];
        }

        return AreEqual(wire[position..], other.Wire);
    }

    /// <summary>The name with a label put in front of it: <c>*</c> and <c>example.</c> give <c>*.example.</c>.</summary>
    /// <exception cref="FormatException">The name would be too long.</exception>
    public DomainName Prepend(ReadOnlySpan<byte> label)
    {
        int length = 1 + label.Length + Wire.Length;
        if (length > MaxBytes || label.Length is 0 or > MaxLabelBytes)
        {
            throw new FormatException(label.Length is 0 or > MaxLabelBytes ? "A label has from 1 to 63 octets." : $"The name would have {length} octets, over the limit of {MaxBytes}.");
        }

        byte[] wire = new byte[length];
        wire[0] = (byte)label.Length;
        label.CopyTo(wire.AsSpan(1));
        Wire.CopyTo(wire.AsSpan(1 + label.Length));
        return new DomainName(wire);
    }

    /// <summary>Whether the names are the same octet for octet: a server gives a question back as it was asked.</summary>
    public bool EqualsExactly(DomainName other) => Wire.SequenceEqual(other.Wire);

    public bool Equals(DomainName other) => AreEqual(Wire, other.Wire);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DomainName other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (byte octet in Wire)
        {
            hash.Add(Fold(octet));
        }

        return hash.ToHashCode();
    }

    /// <summary>The name as people write it, with the dot at its end.</summary>
    public override string ToString()
    {
        ReadOnlySpan<byte> wire = Wire;
        if (wire.Length == 1)
        {
            return ".";
        }

        var text = new StringBuilder(wire.Length);
        for (int position = 0; wire[position] != 0; position += 1 + wire[position])
        {
            foreach (byte octet in wire.Slice(position + 1, wire[position]))
            {
                // Also what means something else in a master file (RFC 1035, section 5.1), so that the text can be put into one.
                if ("\"().;\\@$".Contains((char)octet, StringComparison.Ordinal))
                {
                    text.Append('\\').Append((char)octet);
                }
                else if (octet is > 0x20 and < 0x7F)
                {
                    text.Append((char)octet);
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
                }
            }

            text.Append('.');
        }

        return text.ToString();
    }

    /// <summary>Reads what follows a backslash: three digits, or a character that stands for itself.</summary>
    internal static bool TryUnescape(string text, ref int index, out char letter)
    {
        letter = default;
        if (++index >= text.Length)
        {
            return false;
        }

        letter = text[index];
        if (!char.IsAsciiDigit(letter))
        {
            return true;
        }

        if (index + 2 >= text.Length || !byte.TryParse(text.AsSpan(index, 3), NumberStyles.None, CultureInfo.InvariantCulture, out byte octet))
        {
            return false;
        }

        letter = (char)octet;
        index += 2;
        return true;
    }

    private static string TooLong => $"it has more than {MaxBytes} octets";

    /// <summary>Puts the length in front of a label, and makes room for the next one's.</summary>
    private static bool TryEndLabel(Span<byte> wire, ref int label, ref int position, [NotNullWhen(false)] out string? reason)
    {
        int length = position - label - 1;
        reason = length == 0 ? "a label is empty"
            : length > MaxLabelBytes ? $"a label has {length} octets, over the limit of {MaxLabelBytes}"
            : position >= MaxBytes ? TooLong
            : null;
        if (reason is not null)
        {
            return false;
        }

        wire[label] = (byte)length;
        label = position++;
        return true;
    }

    // The octets of lengths are at most 63, and no letters: they can be compared with the rest.
    private static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int index = 0; index < left.Length; index++)
        {
            if (Fold(left[index]) != Fold(right[index]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte Fold(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
}
