using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>What the rule about byte order looks for.</summary>
internal sealed class ByteOrderSymbols
{
    private readonly INamedTypeSymbol _bitConverter;
    private readonly INamedTypeSymbol? _memoryMarshal;
    private readonly NetworkSymbols _network;

    private ByteOrderSymbols(Compilation compilation, INamedTypeSymbol bitConverter, NetworkSymbols network)
    {
        _bitConverter = bitConverter;
        _network = network;
        _memoryMarshal = compilation.GetTypeByMetadataName("System.Runtime.InteropServices.MemoryMarshal");
    }

    /// <summary>Looks the symbols up; null if the compilation knows no conversions.</summary>
    public static ByteOrderSymbols? TryCreate(Compilation compilation, NetworkSymbols network) =>
        compilation.GetTypeByMetadataName("System.BitConverter") is { } bitConverter ? new ByteOrderSymbols(compilation, bitConverter, network) : null;

    /// <summary>A number becomes bytes: the result, or (with a destination) the first argument.</summary>
    public bool IsToBytes(IInvocationOperation call, out IOperation? destination)
    {
        destination = null;
        IMethodSymbol method = call.TargetMethod;
        if (NetworkSymbols.Is(method.ContainingType, _bitConverter))
        {
            destination = method.Name == "TryWriteBytes" ? Operations.Argument(call, 0) : null;
            int value = method.Name switch { "GetBytes" => 0, "TryWriteBytes" => 1, _ => -1 };
            return value >= 0 && value < method.Parameters.Length && HasByteOrder(method.Parameters[value].Type);
        }

        if (!NetworkSymbols.Is(method.ContainingType, _memoryMarshal) || method.TypeArguments.Length == 0)
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
                destination = Operations.Argument(call, 0);
                return HasByteOrder(method.TypeArguments[0]);
            default:
                return false;
        }
    }

    /// <summary>Bytes, the first argument, become a number.</summary>
    public bool IsFromBytes(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return NetworkSymbols.Is(method.ContainingType, _bitConverter)
            ? method.Name.StartsWith("To", StringComparison.Ordinal) && method.Parameters.Length > 0 && Operations.IsBytes(method.Parameters[0].Type) && HasByteOrder(method.ReturnType)
            : NetworkSymbols.Is(method.ContainingType, _memoryMarshal) && method.Name switch
            {
                "Read" or "TryRead" => HasByteOrder(method.TypeArguments[0]),
                "Cast" => method.TypeArguments[0].SpecialType == SpecialType.System_Byte && HasByteOrder(method.TypeArguments[1]),
                _ => false,
            };
    }

    /// <summary>Bytes go out to the network.</summary>
    public bool IsSend(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Send" or "SendAsync" => _network.IsSocket(call.TargetMethod.ContainingType) || _network.IsUdpClient(call.TargetMethod.ContainingType),
        "SendTo" or "SendToAsync" => _network.IsSocket(call.TargetMethod.ContainingType),
        "Write" or "WriteAsync" => _network.IsConnection(call.Instance),
        _ => false,
    };

    /// <summary>Bytes come in from the network, into an argument.</summary>
    public bool IsReceive(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Receive" or "ReceiveAsync" or "ReceiveFrom" or "ReceiveFromAsync" or "ReceiveMessageFrom" or "ReceiveMessageFromAsync" => _network.IsSocket(call.TargetMethod.ContainingType),
        "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" => _network.IsConnection(call.Instance),
        _ => false,
    };

    /// <summary>Bytes come in from the network, and are the result.</summary>
    public bool IsReceivedResult(IInvocationOperation call) => call.TargetMethod.Name is "Receive" or "ReceiveAsync" && _network.IsUdpClient(call.TargetMethod.ContainingType);

    /// <summary>The byte order is asked for, or bytes are turned around.</summary>
    public bool IsGuard(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { Name: "IsLittleEndian", ContainingType: var type } } => NetworkSymbols.Is(type, _bitConverter),
        IInvocationOperation { TargetMethod.Name: "Reverse" or "ReverseEndianness" or "HostToNetworkOrder" or "NetworkToHostOrder" } => true,
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
}
