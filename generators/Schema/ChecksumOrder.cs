namespace ProtoSockets.Schema;

/// <summary>In which order the checksums of a record are computed: one that another one covers comes first.</summary>
internal static class ChecksumOrder
{
    /// <summary>Sorts the checksums of a record.</summary>
    /// <param name="members">The record's members: their names, and which are checksums.</param>
    /// <param name="stuck">Two checksums that cover each other, by way of others perhaps; null when there are none.</param>
    /// <returns>The indices of the checksums, the first to be computed first.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<(string Name, ChecksumSpec? Checksum)> members, out (int First, int Second)? stuck)
    {
        List<int> waiting = [.. Enumerable.Range(0, members.Count).Where(index => members[index].Checksum is not null)];
        List<int> order = [];
        stuck = null;
        while (waiting.Count > 0)
        {
            int next = waiting.FindIndex(index => waiting.All(other => other == index || !Covers(members, index, other)));
            if (next < 0)
            {
                stuck = (waiting[0], waiting.First(other => other != waiting[0] && Covers(members, waiting[0], other)));
                return order;
            }

            order.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        return order;
    }

    private static bool Covers(IReadOnlyList<(string Name, ChecksumSpec? Checksum)> members, int index, int other)
    {
        ChecksumSpec checksum = members[index].Checksum!;
        return checksum.Range switch
        {
            ChecksumRange.Frame => true,
            ChecksumRange.Header => false,
            _ => IndexOf(members, checksum.From, 0) <= other && other <= IndexOf(members, checksum.To, members.Count - 1),
        };
    }

    private static int IndexOf(IReadOnlyList<(string Name, ChecksumSpec? Checksum)> members, string? name, int otherwise)
    {
        for (int index = 0; index < members.Count; index++)
        {
            if (members[index].Name == name)
            {
                return index;
            }
        }

        return otherwise;
    }
}
