using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Samples;

/// <summary>Numbers on the command line.</summary>
internal static class Numbers
{
    /// <summary>An option that takes a number; one outside its range is a mistake of the command line.</summary>
    /// <typeparam name="T">The kind of number.</typeparam>
    /// <param name="name">The option.</param>
    /// <param name="description">What it says.</param>
    /// <param name="otherwise">The number when it is left out.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest number.</param>
    /// <returns>The option.</returns>
    public static Option<T> Option<T>(string name, string description, T otherwise, T least, T most)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Parse(result, name, least, most),
        };

    /// <summary>As <see cref="Option{T}"/>, of any number that is not negative.</summary>
    public static Option<T> Option<T>(string name, string description, T otherwise = default)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => Option(name, description, otherwise, T.Zero, T.MaxValue);

    /// <summary>As <see cref="Option{T}"/>; leaving it out means something of its own.</summary>
    public static Option<T?> Optional<T>(string name, string description)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => Parse(result, name, T.Zero, T.MaxValue),
        };

    private static T Parse<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        if (T.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{name} takes a number from {least} to {most}, not '{result.Tokens[0].Value}'.");
        return least;
    }
}
