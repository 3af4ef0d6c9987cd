namespace RedisSample;

/// <summary>Members with scores, in the order of their scores, then of their bytes.</summary>
internal sealed class SortedMembers
{
    private readonly Dictionary<byte[], double> _scores = new(ByteComparer.Instance);
    private readonly SortedSet<(double Score, byte[] Member)> _order = new(new ByScore());

    public int Count => _scores.Count;

    public (double Score, byte[] Member) Least => _order.Min;

    public IEnumerable<(double Score, byte[] Member)> Ordered => _order;

    /// <summary>Sets a member's score.</summary>
    /// <returns>Whether the member is new.</returns>
    public bool Set(byte[] member, double score)
    {
        bool isNew = !_scores.Remove(member, out double before);
        if (!isNew)
        {
            _order.Remove((before, member));
        }

        _scores.Add(member, score);
        _order.Add((score, member));
        return isNew;
    }

    public double? ScoreOf(byte[] member) => _scores.TryGetValue(member, out double score) ? score : null;

    public void Remove(byte[] member)
    {
        if (_scores.Remove(member, out double score))
        {
            _order.Remove((score, member));
        }
    }

    private sealed class ByScore : IComparer<(double Score, byte[] Member)>
    {
        public int Compare((double Score, byte[] Member) x, (double Score, byte[] Member) y)
        {
            int order = x.Score.CompareTo(y.Score);
            return order != 0 ? order : x.Member.AsSpan().SequenceCompareTo(y.Member);
        }
    }
}
