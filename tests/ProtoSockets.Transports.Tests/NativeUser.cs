using System.Runtime.InteropServices;

namespace ProtoSockets.Transports.Tests;

/// <summary>Giving up root's rights, for a single thread.</summary>
internal static class NativeUser
{
    private const int Nobody = 65534;

    /// <summary>setfsuid(2): from now on this thread's file accesses are judged as those of "nobody".</summary>
    internal static int ActAsNobodyInTheFileSystem() => SetFileSystemUser(Nobody);

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(int user);
}
