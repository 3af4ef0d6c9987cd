using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>What the rule about byte order looks for.</summary>
internal sealed class ByteOrderSymbols
{
    private readonly INamedTypeSymbol _bitConverter;
    private readonly INamedTypeSymbol? _memoryMarshal;
    private readonly INamedTypeSymbol _socket;
    private readonly INamedTypeSymbol? _udpClient;
    private readonly INamedTypeSymbol?[] _streams;

    private ByteOrderSymbols(Compilation compilation, INamedTypeSymbol bitConverter, INamedTypeSymbol socket)
    {
        _bitConverter = bitConverter;
        _socket = socket;
        _memoryMarshal = compilation.GetTypeByMetadataName("System.Runtime.InteropServices.MemoryMarshal");
        _udpClient = compilation.GetTypeByMetadataName("System.Net.Sockets.UdpClient");
        _streams = [compilation.GetTypeByMetadataName("System.Net.Sockets.NetworkStream"), compilation.GetTypeByMetadataName("System.Net.Security.SslStream")];
    }

    /// <summary>Looks the symbols up; null if the compilation has no sockets.</summary>
    public static ByteOrderSymbols? Create(Compilation compilation) =>
        compilation.GetTypeByMetadataName("System.BitConverter") is { } bitConverter && compilation.GetTypeByMetadataName("System.Net.Sockets.Socket") is { } socket
            ? new ByteOrderSymbols(compilation, bitConverter, socket)
            : null;

    /// <summary>A number becomes bytes: the result, or (with a destination) the first argument.</summary>
    public bool IsToBytes(IInvocationOperation call, out IOperation? destination)
    {
        destination = null;
        IMethodSymbol method = call.TargetMethod;
        if (Is(method.ContainingType, _bitConverter))
        {
            destination = method.Name == "TryWriteBytes" ? Argument(call, 0) : null;
            int value = method.Name switch { "GetBytes" => 0, "TryWriteBytes" => 1, _ => -1 };
            return value >= 0 && value < method.Parameters.Length && HasByteOrder(method.Parameters[value].Type);
        }

        if (!Is(method.ContainingType, _memoryMarshal) || method.TypeArguments.Length == 0)
        {
            return false;
        }

        switch (method.Name)
        {
            case "AsBytes":
                return HasByteOrder(method.TypeArguments[0]);
            case "Cast":
                return HasByteOrder(method.TypeArguments[0]) && method.TypeArguments[1].SpecialType == SpecialType.System_Byte;
            case "Write" or "TryWrite":
                destination = Argument(call, 0);
                return HasByteOrder(method.TypeArguments[0]);
            default:
                return false;
        }
    }

    /// <summary>Bytes, the first argument, become a number.</summary>
    public bool IsFromBytes(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return Is(method.ContainingType, _bitConverter)
            ? method.Name.StartsWith("To", StringComparison.Ordinal) && method.Parameters.Length > 0 && IsBytes(method.Parameters[0].Type) && HasByteOrder(method.ReturnType)
            : Is(method.ContainingType, _memoryMarshal) && method.Name switch
            {
                "Read" or "TryRead" => HasByteOrder(method.TypeArguments[0]),
                "Cast" => method.TypeArguments[0].SpecialType == SpecialType.System_Byte && HasByteOrder(method.TypeArguments[1]),
                _ => false,
            };
    }

    /// <summary>Bytes go out to the network.</summary>
    public bool IsSend(IInvocationOperation call, Func<IOperation, ITypeSymbol?> typeOf) => call.TargetMethod.Name switch
    {
        "Send" or "SendAsync" => Is(call.TargetMethod.ContainingType, _socket) || Is(call.TargetMethod.ContainingType, _udpClient),
        "SendTo" or "SendToAsync" => Is(call.TargetMethod.ContainingType, _socket),
        "Write" or "WriteAsync" => IsStream(call, typeOf),
        _ => false,
    };

    /// <summary>Bytes come in from the network, into an argument.</summary>
    public bool IsReceive(IInvocationOperation call, Func<IOperation, ITypeSymbol?> typeOf) => call.TargetMethod.Name switch
    {
        "Receive" or "ReceiveAsync" or "ReceiveFrom" or "ReceiveFromAsync" or "ReceiveMessageFrom" or "ReceiveMessageFromAsync" => Is(call.TargetMethod.ContainingType, _socket),
        "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" => IsStream(call, typeOf),
        _ => false,
    };

    /// <summary>Bytes come in from the network, and are the result.</summary>
    public bool IsReceivedResult(IInvocationOperation call) => call.TargetMethod.Name is "Receive" or "ReceiveAsync" && Is(call.TargetMethod.ContainingType, _udpClient);

    /// <summary>The byte order is asked for, or bytes are turned around.</summary>
    public bool IsGuard(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { Name: "IsLittleEndian", ContainingType: var type } } => Is(type, _bitConverter),
        IInvocationOperation { TargetMethod.Name: "Reverse" or "ReverseEndianness" or "HostToNetworkOrder" or "NetworkToHostOrder" } => true,
        _ => false,
    };

    /// <summary>The value of a parameter in a call.</summary>
    public static IOperation? Argument(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    /// <summary>Bytes: an array, a span, a memory or a segment of them.</summary>
    public static bool IsBytes(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.SpecialType == SpecialType.System_Byte,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment", TypeArguments: { Length: 1 } arguments } =>
            arguments[0].SpecialType == SpecialType.System_Byte,
        _ => false,
    };

    private static bool HasByteOrder(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            type = underlying;
        }

        return type.SpecialType is SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32
                or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double
            || (type.Name is "Half" or "Int128" or "UInt128" && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true });
    }

    private bool IsStream(IInvocationOperation call, Func<IOperation, ITypeSymbol?> typeOf) =>
        call.Instance is { } stream && typeOf(stream) is { } type && _streams.Any(known => Is(type, known));

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted) => wanted is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, wanted);
}
