using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>The types that the flow engine knows, resolved once per compilation. A type of the same name in another namespace is none of them.</summary>
internal sealed class LifecycleSymbols
{
    private LifecycleSymbols(Compilation compilation)
    {
        Socket = compilation.GetTypeByMetadataName("System.Net.Sockets.Socket");
        TcpListener = compilation.GetTypeByMetadataName("System.Net.Sockets.TcpListener");
        TcpClient = compilation.GetTypeByMetadataName("System.Net.Sockets.TcpClient");
        UdpClient = compilation.GetTypeByMetadataName("System.Net.Sockets.UdpClient");
        NetworkStream = compilation.GetTypeByMetadataName("System.Net.Sockets.NetworkStream");
        SocketAsyncEventArgs = compilation.GetTypeByMetadataName("System.Net.Sockets.SocketAsyncEventArgs");
        IPEndPoint = compilation.GetTypeByMetadataName("System.Net.IPEndPoint");
        EndPoint = compilation.GetTypeByMetadataName("System.Net.EndPoint");
        Requires = compilation.GetTypeByMetadataName("ProtoSockets.RequiresAttribute");
        Produces = compilation.GetTypeByMetadataName("ProtoSockets.ProducesAttribute");
        Consumes = compilation.GetTypeByMetadataName("ProtoSockets.ConsumesAttribute");
        Disposable = compilation.GetSpecialType(SpecialType.System_IDisposable);
        AsyncDisposable = compilation.GetTypeByMetadataName("System.IAsyncDisposable");
    }

    /// <summary><c>System.Net.Sockets.Socket</c>.</summary>
    public INamedTypeSymbol? Socket { get; }

    /// <summary><c>System.Net.Sockets.TcpListener</c>.</summary>
    public INamedTypeSymbol? TcpListener { get; }

    /// <summary><c>System.Net.Sockets.TcpClient</c>.</summary>
    public INamedTypeSymbol? TcpClient { get; }

    /// <summary><c>System.Net.Sockets.UdpClient</c>.</summary>
    public INamedTypeSymbol? UdpClient { get; }

    /// <summary><c>System.Net.Sockets.NetworkStream</c>.</summary>
    public INamedTypeSymbol? NetworkStream { get; }

    /// <summary><c>System.Net.Sockets.SocketAsyncEventArgs</c>.</summary>
    public INamedTypeSymbol? SocketAsyncEventArgs { get; }

    /// <summary><c>System.Net.IPEndPoint</c>.</summary>
    public INamedTypeSymbol? IPEndPoint { get; }

    /// <summary><c>System.Net.EndPoint</c>.</summary>
    public INamedTypeSymbol? EndPoint { get; }

    /// <summary><c>ProtoSockets.RequiresAttribute</c>.</summary>
    public INamedTypeSymbol? Requires { get; }

    /// <summary><c>ProtoSockets.ProducesAttribute</c>.</summary>
    public INamedTypeSymbol? Produces { get; }

    /// <summary><c>ProtoSockets.ConsumesAttribute</c>.</summary>
    public INamedTypeSymbol? Consumes { get; }

    /// <summary><c>System.IDisposable</c>.</summary>
    public INamedTypeSymbol Disposable { get; }

    /// <summary><c>System.IAsyncDisposable</c>.</summary>
    public INamedTypeSymbol? AsyncDisposable { get; }

    /// <summary>The symbols of a compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The symbols, or null if the compilation knows no type that the rules are about.</returns>
    public static LifecycleSymbols? TryCreate(Compilation compilation)
    {
        var symbols = new LifecycleSymbols(compilation);
        return symbols.Socket is null && symbols.Requires is null ? null : symbols;
    }

    /// <summary>Whether the type is this one, or derives from it.</summary>
    /// <param name="type">The type asked for.</param>
    /// <param name="ancestor">The ancestor.</param>
    /// <returns>True if it is.</returns>
    public static bool IsOrDerivesFrom(ITypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        for (ITypeSymbol? current = type; ancestor is not null && current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two are the same type.</summary>
    /// <param name="type">One type.</param>
    /// <param name="other">Another; null is the same as nothing.</param>
    /// <returns>True if they are.</returns>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? other) => other is not null && SymbolEqualityComparer.Default.Equals(type, other);
}
