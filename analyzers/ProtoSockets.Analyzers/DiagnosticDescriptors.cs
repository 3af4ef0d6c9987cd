namespace ProtoSockets.Analyzers;

/// <summary>
/// What the diagnostics say. One partial file per group of ids; this one holds what they share.
/// </summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>Where the pages are published: one page per id, in the folder docs/rules of the repository.</summary>
    public const string HelpLinkBase = "https://github.com/protosockets/protosockets/blob/main/docs/rules/";

    /// <summary>The address of the page of an id.</summary>
    /// <param name="id">The id, such as PSOCK2001.</param>
    /// <returns>The address.</returns>
    public static string HelpLink(string id) => HelpLinkBase + id + ".md";
}
