namespace ProtoSockets.Runtime;

/// <summary>The verbs that messages of one side begin with, and the numbers that the engine knows them by.</summary>
public sealed class VerbTable
{
    private readonly (byte[] Text, bool IsWord, int Id)[][] _byFirst = new (byte[], bool, int)[256][];
    private readonly bool _ignoreCase;
    private readonly int _other;

    [ThreadStatic]
    private static ShapeLevel[]? t_levels;

    /// <summary>Makes a table.</summary>
    /// <param name="ignoreCase">Whether letters of either case are the same.</param>
    /// <param name="other">The number of the message that begins with none of the verbs; 0 when there is none.</param>
    /// <param name="verbs">The verbs as ASCII text; whether a blank or the end of a line has to follow; and their numbers, from 1.</param>
    public VerbTable(bool ignoreCase, int other, params (string Text, bool IsWord, int Id)[] verbs)
    {
        ArgumentNullException.ThrowIfNull(verbs);
        _ignoreCase = ignoreCase;
        _other = other;

        // The longest first, so that no verb hides one that goes on where it ends.
        foreach ((string text, bool isWord, int id) in verbs.OrderByDescending(verb => verb.Text.Length))
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            Add(bytes[0], (bytes, isWord, id));
            if (ignoreCase && char.IsAsciiLetter((char)bytes[0]))
            {
                Add((byte)(bytes[0] ^ 0x20), (bytes, isWord, id));
            }
        }
    }

    /// <summary>The records that may stand in front of a message's beginning, which start with a constant; null for none.</summary>
    public Func<MessageShape>? Front { get; init; }

    /// <summary>The verbs that have a tag in front of them, and the lines in which they stand; null for none. A message that begins with a verb of its own has no tag.</summary>
    public (LineFormat Line, VerbTable Verbs)? BehindTag { get; init; }

    /// <summary>Finds the verb that a message begins with.</summary>
    /// <param name="message">The message, from its first byte.</param>
    /// <returns>The verb's number; else that of the message without a verb; else 0.</returns>
    public int Find(ReadOnlySpan<byte> message)
    {
        while (Front is not null && StartsFront(message) is true)
        {
            FrameScan scan = new(Side.Both) { Levels = t_levels };
            FrameStatus status = SelfDelimitingFraming.Find(message, ref scan, message.Length, Front(), out FrameBounds bounds, out _);
            t_levels = scan.Levels;
            if (status != FrameStatus.Found)
            {
                return 0;
            }

            message = message[bounds.FrameLength..];
        }

        return TryFind(message, isWhole: true, out int id) ? id : 0;
    }

    /// <summary>Whether one of the records that may stand in front begins here.</summary>
    /// <param name="message">The bytes so far.</param>
    /// <returns>Null when there are too few to tell.</returns>
    internal bool? StartsFront(ReadOnlySpan<byte> message)
    {
        if (Front is null)
        {
            return false;
        }

        ReadOnlySpan<byte> constant = Front().Steps[0].Terminator;
        return message.StartsWith(constant) ? true : constant.StartsWith(message) ? null : false;
    }

    /// <summary>Finds the verb that a message begins with, as far as the bytes so far say.</summary>
    /// <param name="message">The message's first bytes.</param>
    /// <param name="isWhole">Whether no further bytes follow.</param>
    /// <param name="id">The verb's number; else that of the message without a verb; else 0.</param>
    /// <returns>False when more bytes could make it another one.</returns>
    internal bool TryFind(ReadOnlySpan<byte> message, bool isWhole, out int id)
    {
        id = _other;
        if (message.IsEmpty)
        {
            return isWhole;
        }

        foreach ((byte[] text, bool isWord, int number) in _byFirst[message[0]] ?? [])
        {
            ReadOnlySpan<byte> front = message[..Math.Min(message.Length, text.Length)];
            ReadOnlySpan<byte> verb = text.AsSpan(0, front.Length);
            if (!(_ignoreCase ? System.Text.Ascii.EqualsIgnoreCase(front, verb) : front.SequenceEqual(verb)))
            {
                continue;
            }

            bool isOpen = message.Length < text.Length || (isWord && message.Length == text.Length);
            if (isOpen && !isWhole)
            {
                return false;
            }

            // A word ends where a letter or digit can't go on: at a blank, a line's end, or a separator of the protocol's own.
            if (message.Length >= text.Length && (!isWord || message.Length == text.Length || !IsWordCharacter(message[text.Length])))
            {
                id = number;
                return true;
            }
        }

        return BehindTag is not { } tagged || TryFindBehindTag(message, isWhole, tagged.Line, tagged.Verbs, ref id);
    }

    private static bool TryFindBehindTag(ReadOnlySpan<byte> message, bool isWhole, LineFormat line, VerbTable verbs, ref int id)
    {
        bool? isTagged = line.TryPassTag(message, isWhole, out ReadOnlySpan<byte> behind);
        int found = 0;
        if (isTagged is null || (isTagged is true && !verbs.TryFind(behind, isWhole, out found)))
        {
            return false;
        }

        id = found > 0 ? found : id;
        return true;
    }

    private static bool IsWordCharacter(byte character) => character is > (byte)' ' and < 0x7F && (char.IsAsciiLetterOrDigit((char)character) || character is (byte)'_' or (byte)'-');

    private void Add(byte first, (byte[], bool, int) verb) => _byFirst[first] = [.. _byFirst[first] ?? [], verb];
}
