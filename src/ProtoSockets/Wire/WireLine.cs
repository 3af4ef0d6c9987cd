using System.Text;

namespace ProtoSockets.Runtime;

/// <summary>A line while its tokens are read; see <see cref="LineFormat"/>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "It is a place in a line, used up while the line is read.")]
public struct WireLine
{
    /// <summary>What <see cref="WireReader.TryEnter"/> gave.</summary>
    internal int OuterEnd;

    /// <summary>How many bytes stand behind the content: blanks that belong to no token, and the terminator.</summary>
    internal int Trailing;

    /// <summary>Whether no token was read yet, so that no separator stands in front of the next one.</summary>
    internal bool IsAtStart;

    /// <summary>Bytes of a peer for people: printable ASCII as it is, everything else as dots, cut after 32.</summary>
    internal static string Show(ReadOnlySpan<byte> text)
    {
        StringBuilder shown = new(Math.Min(text.Length, 32) + 3);
        foreach (byte character in text[..Math.Min(text.Length, 32)])
        {
            shown.Append(character is >= 0x20 and < 0x7F ? (char)character : '.');
        }

        return shown.Append(text.Length > 32 ? "..." : string.Empty).ToString();
    }
}
