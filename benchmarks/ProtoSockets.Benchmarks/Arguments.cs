using System.CommandLine;

namespace ProtoSockets.Benchmarks;

/// <summary>What the command lines of the benchmarks have in common.</summary>
internal static class Arguments
{
    /// <summary>Makes the option for a short run.</summary>
    /// <param name="what">What is less then.</param>
    public static Option<bool> Quick(string what) => new("--quick") { Description = $"{what}: enough to see a slip, not to state a figure." };

    /// <summary>Makes the argument that picks some of what there is by parts of names. What picks nothing is a mistake: also an option that is not known, which would pass for a part of a name.</summary>
    /// <param name="what">What the names are of.</param>
    /// <param name="names">Gives the names that there are.</param>
    public static Argument<string[]> Names(string what, Func<IEnumerable<string>> names)
    {
        var argument = new Argument<string[]>("names") { Description = $"Parts of the names of the {what} to run; none for all.", Arity = ArgumentArity.ZeroOrMore };
        argument.Validators.Add(result =>
        {
            foreach (string part in result.Tokens.Select(token => token.Value))
            {
                if (!names().Any(name => Picks([part], name)))
                {
                    result.AddError(part.StartsWith('-') ? $"'{part}' is not known here." : $"None of the {what} has '{part}' in its name.");
                }
            }
        });
        return argument;
    }

    /// <summary>Whether such an argument picks something.</summary>
    /// <param name="parts">What it holds.</param>
    /// <param name="name">The name.</param>
    public static bool Picks(string[] parts, string name) => parts.Length == 0 || parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
