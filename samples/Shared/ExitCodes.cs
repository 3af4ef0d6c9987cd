namespace Samples;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The server refused, is not there, or was lost.</summary>
    public const int Failed = 1;

    public const int WrongCommandLine = 2;
}
