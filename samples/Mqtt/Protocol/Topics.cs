using System.Text;

namespace MqttSample;

/// <summary>Topics and filters (MQTT 5, section 4.7).</summary>
internal static class Topics
{
    /// <summary>Whether a message can be published to it: not empty, no wildcards, no null character.</summary>
    public static bool IsTopic(string text) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= ushort.MaxValue && text.AsSpan().IndexOfAny('+', '#', '\0') < 0;

    /// <summary>Whether it can be subscribed to: "+" stands for one whole level, and "#" for all that follow, at the end.</summary>
    public static bool IsFilter(string text)
    {
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > ushort.MaxValue || text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        string[] levels = text.Split('/');
        for (int index = 0; index < levels.Length; index++)
        {
            bool hasWildcard = levels[index].AsSpan().IndexOfAny('+', '#') >= 0;
            if (hasWildcard && (levels[index].Length > 1 || (levels[index] == "#" && index < levels.Length - 1)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a topic is one of a filter's.</summary>
    public static bool IsMatch(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        // A wildcard in front does not match the topics of the server itself (section 4.7.2).
        if (topic.StartsWith('$') && !filter.StartsWith('$'))
        {
            return false;
        }

        while (true)
        {
            ReadOnlySpan<char> wanted = Level(filter, out ReadOnlySpan<char> wantedRest, out bool isLastWanted);
            if (wanted is "#")
            {
                return true;
            }

            ReadOnlySpan<char> actual = Level(topic, out ReadOnlySpan<char> rest, out bool isLast);
            if (wanted is not "+" && !wanted.SequenceEqual(actual))
            {
                return false;
            }

            if (isLast)
            {
                // "sport/#" is "sport", too.
                return isLastWanted || wantedRest is "#";
            }

            if (isLastWanted)
            {
                return false;
            }

            filter = wantedRest;
            topic = rest;
        }
    }

    private static ReadOnlySpan<char> Level(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest, out bool isLast)
    {
        int end = text.IndexOf('/');
        isLast = end < 0;
        rest = isLast ? default : text[(end + 1)..];
        return isLast ? text : text[..end];
    }
}
