namespace ProtoSockets.Generators;

/// <summary>The names of the pipeline's steps, by which tests find out what an edit made the generator do again.</summary>
internal static class StepNames
{
    /// <summary>Protocol classes, parsed.</summary>
    public const string Protocols = "Protocols";

    /// <summary>The messages of all protocols, each with what it needs of its protocol.</summary>
    public const string Messages = "Messages";

    /// <summary>The headers of all protocols.</summary>
    public const string Headers = "Headers";

    /// <summary>Records with a wire form of their own, parsed.</summary>
    public const string WireStructs = "WireStructs";

    /// <summary>Unions, parsed.</summary>
    public const string Unions = "Unions";

    /// <summary>The records of the cases of all unions.</summary>
    public const string Cases = "Cases";

    /// <summary>Definitions that are wrong.</summary>
    public const string Unfinished = "Unfinished";

    /// <summary>Whether the build writes the wire lock.</summary>
    public const string UpdatesLock = nameof(UpdatesLock);
}
