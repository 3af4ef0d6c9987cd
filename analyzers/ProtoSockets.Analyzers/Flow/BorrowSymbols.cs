using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>What borrows, what copies, and where things are kept: resolved once per compilation.</summary>
internal sealed class BorrowSymbols
{
    /// <summary>Deeper nesting of records than this is taken to borrow nothing.</summary>
    private const int MaxDepth = 8;

    private static readonly ImmutableArray<string> Records = ["WireStructAttribute", "MessageAttribute", "RequestAttribute`1", "ReplyAttribute", "ErrorReplyAttribute", "HeaderAttribute"];

    private static readonly ImmutableHashSet<string> Copies = ImmutableHashSet.Create(
        StringComparer.Ordinal, "ToOwned", "ToArray", "ToString", "Clone", "Equals", "GetHashCode", "CompareTo", "CopyTo", "TryCopyTo");

    private static readonly ImmutableHashSet<string> Keeps = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "Add", "TryAdd", "AddFirst", "AddLast", "AddBefore", "AddAfter", "AddRange", "AddOrUpdate", "GetOrAdd", "Insert", "Enqueue", "TryEnqueue", "Push", "PushRange", "SetItem", "TryWrite", "WriteAsync");

    private static readonly ImmutableHashSet<string> Drops = ImmutableHashSet.Create(
        StringComparer.Ordinal, "Remove", "TryRemove", "RemoveAt", "RemoveAll", "Clear", "Dequeue", "TryDequeue", "Pop", "TryPop", "RemoveLast", "RemoveFirst", "TryTake");

    private readonly INamedTypeSymbol _memory;
    private readonly INamedTypeSymbol? _writableMemory;
    private readonly INamedTypeSymbol? _segment;
    private readonly INamedTypeSymbol? _text;
    private readonly INamedTypeSymbol? _list;
    private readonly INamedTypeSymbol? _streamed;
    private readonly INamedTypeSymbol? _protocol;
    private readonly INamedTypeSymbol? _session;
    private readonly INamedTypeSymbol? _socket;
    private readonly INamedTypeSymbol? _networkStream;
    private readonly INamedTypeSymbol? _stream;
    private readonly ImmutableArray<INamedTypeSymbol> _records;
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _borrows = new(SymbolEqualityComparer.Default);

    /// <summary>What the compilation's own constructors and methods keep.</summary>
    public OwnStores Stores { get; } = new();

    private BorrowSymbols(Compilation compilation, INamedTypeSymbol memory)
    {
        _memory = memory;
        _writableMemory = compilation.GetTypeByMetadataName("System.Memory`1");
        _segment = compilation.GetTypeByMetadataName("System.ArraySegment`1");
        _text = compilation.GetTypeByMetadataName("ProtoSockets.Utf8Text");
        _list = compilation.GetTypeByMetadataName("ProtoSockets.WireList`1");
        _streamed = compilation.GetTypeByMetadataName("ProtoSockets.StreamedBytes");
        _protocol = compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute");
        _session = compilation.GetTypeByMetadataName("ProtoSockets.Servers.ServerSession`1");
        _socket = compilation.GetTypeByMetadataName("System.Net.Sockets.Socket");
        _networkStream = compilation.GetTypeByMetadataName("System.Net.Sockets.NetworkStream");
        _stream = compilation.GetTypeByMetadataName("System.IO.Stream");
        _records =
        [
            .. Records
                .Select(name => compilation.GetTypeByMetadataName("ProtoSockets." + name))
                .OfType<INamedTypeSymbol>(),
        ];
    }

    /// <summary>The symbols of a compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The symbols; null if nothing in it can borrow.</returns>
    public static BorrowSymbols? TryCreate(Compilation compilation) =>
        compilation.GetTypeByMetadataName("System.ReadOnlyMemory`1") is { } memory ? new BorrowSymbols(compilation, memory) : null;

    /// <summary>The parameter with the message, where the method is the one that a generated handler interface asks for.</summary>
    /// <param name="symbol">A member.</param>
    /// <returns>The parameter, if its type borrows; else null.</returns>
    public IParameterSymbol? MessageOf(ISymbol symbol)
    {
        if (_protocol is null || symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsStatic: false, Parameters.Length: >= 2 } method
            || !IsBorrowed(method.Parameters[0].Type))
        {
            return null;
        }

        foreach (INamedTypeSymbol candidate in method.ContainingType.AllInterfaces)
        {
            if (candidate is not { Name: "IServerHandler" or "IClientHandler", ContainingType: { } protocol } || !HasAttribute(protocol, _protocol))
            {
                continue;
            }

            foreach (IMethodSymbol declared in candidate.GetMembers().OfType<IMethodSymbol>())
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(declared), method))
                {
                    return method.Parameters[0];
                }
            }
        }

        return null;
    }

    /// <summary>Whether values of a type point into a receive buffer, or to what still arrives: bytes, text, lists and what streams, and records that hold them.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if they do.</returns>
    public bool IsBorrowed(ITypeSymbol? type) => IsBorrowed(type, 0);

    /// <summary>Whether a value of a type can refer to the bytes of an array.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it can.</returns>
    public bool IsBuffer(ITypeSymbol? type) =>
        type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } named && arguments[0].SpecialType == SpecialType.System_Byte
            && (LifecycleSymbols.Is(named.OriginalDefinition, _memory) || LifecycleSymbols.Is(named.OriginalDefinition, _writableMemory) || LifecycleSymbols.Is(named.OriginalDefinition, _segment)));

    /// <summary>Whether a method returns something of its own rather than a view of what it is called on.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it copies.</returns>
    public static bool IsCopy(IMethodSymbol method) => Copies.Contains(method.Name);

    /// <summary>Whether a method puts its arguments into a collection or a channel of the framework.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it does.</returns>
    public static bool IsKept(IMethodSymbol method) => Keeps.Contains(method.Name) && IsCollection(method.ContainingType);

    /// <summary>Whether the methods of this name put their arguments into a collection or a channel of the framework.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True if they do.</returns>
    public static bool IsKeeping(string name) => Keeps.Contains(name);

    /// <summary>Whether a method takes something out of a collection of the framework.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it does.</returns>
    public static bool IsDropped(IMethodSymbol method) => Drops.Contains(method.Name) && IsCollection(method.ContainingType);

    /// <summary>Whether a type is a collection or a channel of the framework.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it is.</returns>
    public static bool IsCollection(INamedTypeSymbol? type)
    {
        string space = type?.ContainingNamespace?.ToDisplayString() ?? string.Empty;
        return space.StartsWith("System.Collections", StringComparison.Ordinal) || space == "System.Threading.Channels";
    }

    /// <summary>Whether a call runs a delegate later, and its caller does not wait for it unless it awaits the result.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isAwaitable">Whether there is a result to await.</param>
    /// <returns>True if it does.</returns>
    public static bool RunsLater(IMethodSymbol method, out bool isAwaitable)
    {
        isAwaitable = AnnotatedTypes.IsTask(method.ReturnType);
        string space = method.ContainingType?.ContainingNamespace?.ToDisplayString() ?? string.Empty;
        return (space, method.ContainingType?.Name, method.Name) is
            ("System.Threading.Tasks", "Task", "Run" or "ContinueWith") or ("System.Threading.Tasks", "TaskFactory", "StartNew")
            or ("System.Threading", "ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem");
    }

    /// <summary>Whether a property keeps what is assigned to it: it has no code of its own.</summary>
    /// <param name="property">The property.</param>
    /// <returns>True if it does.</returns>
    public bool IsStore(IPropertySymbol property) =>
        (property.Name == "State" && LifecycleSymbols.IsOrDerivesFrom(property.ContainingType?.OriginalDefinition, _session))
        || (property.ContainingType?.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)) ?? false);

    /// <summary>Whether the method is of something that was generated for a protocol: it copies what it sends before it returns.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it is.</returns>
    public bool IsOfProtocol(IMethodSymbol method) => method.ContainingType?.ContainingType is { } outer && _protocol is not null && HasAttribute(outer, _protocol);

    /// <summary>Whether a call fills a buffer with what arrives.</summary>
    /// <param name="method">The method.</param>
    /// <param name="receiver">The type that it is called on.</param>
    /// <returns>True if it does.</returns>
    public bool IsReceive(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (!method.Name.StartsWith("Receive", StringComparison.Ordinal) && !method.Name.StartsWith("Read", StringComparison.Ordinal))
        {
            return false;
        }

        return LifecycleSymbols.IsOrDerivesFrom(receiver, _socket) || LifecycleSymbols.IsOrDerivesFrom(receiver, _networkStream)
            || (LifecycleSymbols.IsOrDerivesFrom(receiver, _stream) && receiver?.Name is "Stream" or "SslStream");
    }

    private bool IsBorrowed(ITypeSymbol? type, int depth)
    {
        if (type is null || depth > MaxDepth)
        {
            return false;
        }

        if (type is IArrayTypeSymbol array)
        {
            return IsBorrowed(array.ElementType, depth + 1);
        }

        if (type is not INamedTypeSymbol named || named.SpecialType != SpecialType.None)
        {
            return false;
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || named.IsTupleType)
        {
            return named.TypeArguments.Any(argument => IsBorrowed(argument, depth + 1));
        }

        if (LifecycleSymbols.Is(named.OriginalDefinition, _memory))
        {
            return named.TypeArguments[0].SpecialType == SpecialType.System_Byte;
        }

        if (LifecycleSymbols.Is(named, _text) || LifecycleSymbols.Is(named.OriginalDefinition, _list) || LifecycleSymbols.Is(named, _streamed))
        {
            return true;
        }

        if (!_borrows.TryGetValue(named, out bool borrows))
        {
            borrows = (named.IsRecord || named.TypeKind == TypeKind.Struct) && !named.IsRefLikeType && IsWireRecord(named)
                && named.GetMembers().OfType<IPropertySymbol>().Any(property => property is { IsStatic: false, IsIndexer: false } && IsBorrowed(property.Type, depth + 1));
            _borrows.TryAdd(named, borrows);
        }

        return borrows;
    }

    private bool IsWireRecord(INamedTypeSymbol type) => type.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.OriginalDefinition is { } attributeClass && _records.Any(record => LifecycleSymbols.Is(attributeClass, record)))
        || (type.IsRecord && type.ContainingType is { } outer && _protocol is not null && HasAttribute(outer, _protocol));

    private static bool HasAttribute(INamedTypeSymbol type, INamedTypeSymbol attribute) =>
        type.GetAttributes().Any(data => LifecycleSymbols.Is(data.AttributeClass, attribute));
}
