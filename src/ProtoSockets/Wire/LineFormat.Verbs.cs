using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ProtoSockets.Runtime;

/// <content>The verb of a message: a token of its line, be it a member's or none's.</content>
public sealed partial class LineFormat
{
    /// <summary>Passes over the verb that the message begins with, or that stands behind its first token, the tag.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="ignoreCase">Whether letters of either case are the same.</param>
    /// <returns>False when something else stands there.</returns>
    public bool TryVerb(ref WireReader reader, ref WireLine line, ReadOnlySpan<byte> verb, bool ignoreCase)
    {
        if (!TrySeparator(ref reader, ref line))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = reader.Rest;
        int length = Measure(rest);
        ReadOnlySpan<byte> found = rest[..length];
        if (!(ignoreCase ? Ascii.EqualsIgnoreCase(found, verb) : found.SequenceEqual(verb)))
        {
            return OtherVerb(ref reader, found, verb);
        }

        reader.Skip(length);
        return true;
    }

    /// <summary>Checks a token that is about to be read as the message's verb: with another word the message would be another one, and could not be written again.</summary>
    /// <param name="reader">The reader, at the token.</param>
    /// <param name="length">How many bytes the token has.</param>
    /// <param name="ignoreCase">Whether letters may have either case.</param>
    /// <param name="verbs">The verbs of the message.</param>
    /// <returns>False when it is none of them.</returns>
    public static bool IsVerb(ref WireReader reader, int length, bool ignoreCase, ReadOnlySpan<string> verbs)
    {
        ReadOnlySpan<byte> token = reader.Rest[..length];
        return IsOneOf(token, ignoreCase, verbs) || NoVerb(ref reader, token, verbs);
    }

    /// <summary>Checks a token that is the message's verb.</summary>
    /// <param name="writer">The writer, behind the token.</param>
    /// <param name="start">Where the token starts.</param>
    /// <param name="member">The member.</param>
    /// <param name="ignoreCase">Whether letters may have either case.</param>
    /// <param name="verbs">The verbs of the message.</param>
    /// <exception cref="WireFormatException">It is none of them.</exception>
    public static void CheckVerb(ref WireWriter writer, int start, string member, bool ignoreCase, scoped ReadOnlySpan<string> verbs)
    {
        ReadOnlySpan<byte> token = writer.Written[start..];
        if (!IsOneOf(token, ignoreCase, verbs))
        {
            ThrowVerb(member, token, verbs);
        }
    }

    private static bool IsOneOf(ReadOnlySpan<byte> token, bool ignoreCase, ReadOnlySpan<string> verbs)
    {
        foreach (string verb in verbs)
        {
            if (ignoreCase ? Ascii.EqualsIgnoreCase(token, verb) : Ascii.Equals(token, verb))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool OtherVerb(ref WireReader reader, ReadOnlySpan<byte> found, ReadOnlySpan<byte> verb) =>
        reader.Malformed($"the verb is \"{WireLine.Show(found)}\", and this message's is \"{WireLine.Show(verb)}\"");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NoVerb(ref WireReader reader, ReadOnlySpan<byte> found, ReadOnlySpan<string> verbs) =>
        reader.Malformed($"the verb is \"{WireLine.Show(found)}\", and this message's are {string.Join(", ", verbs.ToArray())}");

    [DoesNotReturn]
    private static void ThrowVerb(string member, ReadOnlySpan<byte> token, ReadOnlySpan<string> verbs) => throw new WireFormatException(
        $"{member} is \"{Encoding.UTF8.GetString(token)}\", and the verbs of the message are {string.Join(", ", verbs.ToArray())}");
}
