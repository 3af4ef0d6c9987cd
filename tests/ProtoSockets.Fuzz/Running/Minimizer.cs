namespace ProtoSockets.Fuzz.Running;

/// <summary>Makes an input that found something as short and plain as it can be.</summary>
internal static class Minimizer
{
    private const int MostAttempts = 2000;

    /// <summary>Takes bytes away, and makes others 0, as long as the same is found.</summary>
    public static byte[] Minimize(byte[] input, Func<byte[], bool> isSame)
    {
        int attempts = 0;
        for (int length = Math.Max(1, input.Length / 2); length > 0; length /= 2)
        {
            for (int at = input.Length - length; at >= 0 && attempts < MostAttempts; at -= length)
            {
                if (at + length > input.Length)
                {
                    continue;
                }

                attempts++;
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
                input = isSame(shorter) ? shorter : input;
            }
        }

        for (int at = 0; at < input.Length && attempts < MostAttempts; at++)
        {
            if (input[at] != 0)
            {
                attempts++;
                byte[] plainer = [.. input];
                plainer[at] = 0;
                input = isSame(plainer) ? plainer : input;
            }
        }

        return input;
    }
}
