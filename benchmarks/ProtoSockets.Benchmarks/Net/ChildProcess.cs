using System.ComponentModel;
using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>Other programs that a comparison needs.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a program.</summary>
    /// <exception cref="ComparisonException">There is none of this name here.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new ComparisonException(exception.Message);
        }
    }
}
