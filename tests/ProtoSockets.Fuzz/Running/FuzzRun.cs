using System.Diagnostics;
using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>
/// Gives the targets inputs, in turn. One that takes a branch that none before took, or takes it much more often, is kept, and changed again in its turn; so inputs work their way into what random
/// bytes never reach.
/// </summary>
internal sealed class FuzzRun(FuzzOptions options, CurrentInput current, TextWriter output)
{
    private const int Slice = 256;
    private const int MostSlices = 4;
    private const int MostSeeds = 64;
    private const int MostKept = 24;
    private const int MostKeptBytes = 256;
    private const int MostWords = 12;
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(30);

    private readonly SeenEdges _all = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _inputs;
    private long _begun;

    /// <summary>How many inputs were run.</summary>
    public long Inputs => _inputs;

    /// <summary>How many different branches they took.</summary>
    public int Edges => _all.Count;

    /// <summary>How many different faults they found.</summary>
    public int Findings { get; private set; }

    private bool IsOver => (options.Time is { } time && _clock.Elapsed >= time) || (options.Inputs is { } inputs && _inputs >= inputs);

    /// <summary>Runs.</summary>
    /// <param name="targets">What to give inputs to.</param>
    public void Run(IEnumerable<FuzzTarget> targets)
    {
        using Timer watch = new(_ => EndWhatHangs(), null, LongestInput, LongestInput / 4);
        List<TargetState> states = [.. targets.Select(target => new TargetState(target, options.Seed))];
        foreach (TargetState state in states)
        {
            Begin(state);
        }

        output.WriteLine($"{states.Count} targets, {states.Sum(state => state.Inputs.Count)} inputs to begin with, {_all.Count} edges, seed {options.Seed}");
        while (states.Count > 0 && !IsOver)
        {
            foreach (TargetState state in states)
            {
                // What has just found something new is likely to find more.
                for (int slice = 0; slice < MostSlices && !IsOver && RunSlice(state); slice++)
                {
                }
            }
        }

        if (options.Saves)
        {
            states.ForEach(Save);
        }
    }

    private void Begin(TargetState state)
    {
        // Captures have many frames that are much alike.
        byte[][] seeds = [.. state.Target.Seeds(state.Random).Where(seed => seed.Length <= Mutator.MaxLength).DistinctBy(Convert.ToHexString)];
        state.Random.Shuffle(seeds);
        foreach (byte[] input in Corpus.Of(state.Target).Concat(seeds.Take(MostSeeds)).Append([0]).Append(new byte[64]))
        {
            if (Run(state, input))
            {
                state.Inputs.Add(input);
            }
        }

        if (state.Inputs.Count == 0)
        {
            state.Inputs.Add([0]);
        }
    }

    /// <returns>Whether something was new.</returns>
    private bool RunSlice(TargetState state)
    {
        int before = state.Inputs.Count;
        for (int count = 0; count < Slice && !IsOver; count++)
        {
            // Half of the time one of the newest.
            int newest = Math.Min(state.Inputs.Count, 8);
            int index = state.Random.Next(2) == 0 ? state.Inputs.Count - 1 - state.Random.Next(newest) : state.Random.Next(state.Inputs.Count);
            byte[] input = state.Mutator.Mutate(state.Inputs[index], state.Inputs[state.Random.Next(state.Inputs.Count)]);
            if (Run(state, input))
            {
                state.Inputs.Add(input);
            }
        }

        return state.Inputs.Count > before;
    }

    /// <returns>Whether the input did something new.</returns>
    private bool Run(TargetState state, byte[] input)
    {
        if (Failure(state, input) is { } failure)
        {
            Report(state, input, failure);
            return false;
        }

        if (!state.Seen.Add(EdgeMap.Counts))
        {
            return false;
        }

        if (!state.Target.IsSteady)
        {
            // Chance has its part in what is new there.
            state.Forget();
            return true;
        }

        _all.Add(EdgeMap.Counts);
        return true;
    }

    private Exception? Failure(TargetState state, byte[] input)
    {
        current.Set(state.FullName, input);
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        _inputs++;
        EdgeMap.Clear();
        try
        {
            state.Target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what this is about.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
        finally
        {
            Volatile.Write(ref _begun, 0);
        }
    }

    private void Report(TargetState state, byte[] input, Exception failure)
    {
        string key = KeyOf(failure);
        if (!state.Found.Add(key))
        {
            return;
        }

        Findings++;
        byte[] least = Minimizer.Minimize(input, candidate => Failure(state, candidate) is { } other && KeyOf(other) == key);
        failure = Failure(state, least) ?? failure;
        string path = Corpus.AddFinding(state.Target.Group, state.Target.Name, least, failure.Message);
        output.WriteLine($"FOUND {state.Target.Group}/{state.Target.Name}: {Convert.ToHexString(least)}\n{(failure is FindingException { InnerException: null } ? failure.Message : failure)}\nkept in {path}");
    }

    /// <summary>What is the same of a fault whatever the bytes are that show it.</summary>
    private static string KeyOf(Exception exception) => exception is FindingException
        ? string.Join(' ', exception.Message.Split(' ', '\n').TakeWhile(static word => !word.Contains('{', StringComparison.Ordinal)).Where(static word => !word.Any(char.IsAsciiDigit)).Take(MostWords))
        : $"{exception.GetType().Name} {exception.StackTrace?.Split('\n')[0]}";

    private void Save(TargetState state)
    {
        SeenEdges seen = new();
        List<byte[]> kept = [];
        foreach (byte[] input in state.Inputs.Where(input => input.Length <= MostKeptBytes).OrderBy(input => input.Length))
        {
            if (kept.Count < MostKept && Failure(state, input) is null && seen.Add(EdgeMap.Counts))
            {
                kept.Add(input);
            }
        }

        Corpus.Replace(state.Target, kept);
    }

    private void EndWhatHangs()
    {
        long begun = Volatile.Read(ref _begun);
        if (begun != 0 && Stopwatch.GetElapsedTime(begun) > LongestInput)
        {
            Environment.Exit(Worker.HungExitCode);
        }
    }
}
