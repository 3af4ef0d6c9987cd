namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Bytes that are nearly others.</summary>
internal static class Mutation
{
    /// <summary>One to three changes: a byte less, a byte more, an extreme one, a bit turned over.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(changed.Count + 1);
            switch (random.Next(4))
            {
                case 0 when changed.Count > 0:
                    changed.RemoveAt(Math.Min(at, changed.Count - 1));
                    break;
                case 1:
                    changed.Insert(at, (byte)random.Next(256));
                    break;
                case 2 when changed.Count > 0:
                    changed[Math.Min(at, changed.Count - 1)] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                default:
                    if (changed.Count > 0)
                    {
                        changed[Math.Min(at, changed.Count - 1)] ^= (byte)(1 << random.Next(8));
                    }

                    break;
            }
        }

        return [.. changed];
    }
}
