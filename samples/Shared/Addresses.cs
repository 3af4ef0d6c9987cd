using System.CommandLine;
using System.CommandLine.Parsing;
using ProtoSockets;

namespace Samples;

/// <summary>Addresses on the command line.</summary>
internal static class Addresses
{
    /// <summary>An option that takes an address; text that is none is a mistake of the command line.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is the address of.</param>
    /// <param name="otherwise">The address when it is left out.</param>
    /// <returns>The option.</returns>
    public static Option<TransportAddress> Option(string name, string description, string otherwise) => new(name)
    {
        Description = $"{description} host:port, or unix:PATH for a Unix socket.",
        HelpName = "address",
        DefaultValueFactory = _ => TransportAddress.Parse(otherwise),
        CustomParser = Parse,
    };

    private static TransportAddress? Parse(ArgumentResult result)
    {
        try
        {
            return TransportAddress.Parse(result.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
            return null;
        }
    }
}
