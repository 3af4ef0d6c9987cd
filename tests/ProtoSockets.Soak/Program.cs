using System.Globalization;

namespace ProtoSockets.Soak;

/// <summary>Calls over networks on which everything goes wrong. Ends with <c>lost 0, doubled 0, leaked 0</c> and 0, or with 1.</summary>
internal static class Program
{
    private const string Usage = "dotnet run -c Release --project tests/ProtoSockets.Soak -- [--calls N] [--seed N]";

    private static async Task<int> Main(string[] arguments)
    {
        int calls = 1_000_000;
        int seed = Random.Shared.Next();
        for (int index = 0; index < arguments.Length; index += 2)
        {
            if (index + 1 == arguments.Length || !int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return Misused();
            }

            switch (arguments[index])
            {
                case "--calls":
                    calls = value;
                    break;
                case "--seed":
                    seed = value;
                    break;
                default:
                    return Misused();
            }
        }

        SoakRun run = await new SoakRun(Console.Out).RunAsync(seed, calls);
        return run.IsGood ? 0 : 1;
    }

    private static int Misused()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
