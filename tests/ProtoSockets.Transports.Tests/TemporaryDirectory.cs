namespace ProtoSockets.Transports.Tests;

/// <summary>A directory for socket files. Its path is short: a socket's has at most 107 bytes.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ps-").FullName;

    internal string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
