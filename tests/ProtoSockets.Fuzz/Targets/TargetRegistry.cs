using System.Reflection;
using ProtoSockets.Fuzz.Live;
using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>All that the fuzzed assemblies declare: their records, messages and protocols are found by the interfaces that the generator implements on them, so a new one needs no line here.</summary>
internal static class TargetRegistry
{
    /// <summary>The assemblies of samples and tests, named by the project file.</summary>
    public static IReadOnlyList<string> AssemblyNames { get; } =
        [.. typeof(TargetRegistry).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(attribute => attribute.Value == "Fuzzed").Select(attribute => attribute.Key)];

    public static IReadOnlyList<FuzzTarget> All() => [.. AssemblyNames.Select(Assembly.Load).SelectMany(Of), .. LiveTarget.All()];

    /// <summary>The decoders of an assembly.</summary>
    public static IEnumerable<FuzzTarget> Of(Assembly assembly)
    {
        string group = assembly.GetName().Name!;
        foreach (Type type in assembly.GetTypes().Where(IsGenerated).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            string name = type.FullName!.Replace('+', '.');
            if (Arguments(type, typeof(IProtocolMessage<>)) is not null && WireOf(type) is { } wire)
            {
                yield return Create(typeof(MessageTarget<,>), [wire, type], group, $"{name}.frame");
            }

            if (Arguments(type, typeof(IWireSerializable<>)) is not null)
            {
                yield return Create(typeof(RecordTarget<>), [type], group, name);
            }

            if (Arguments(type, typeof(ITaggedSerializable<,>)) is { } tagged)
            {
                yield return Create(typeof(TaggedTarget<,>), tagged, group, $"{name}.tagged");
            }

            if (type.IsValueType && type.IsAssignableTo(typeof(IProtocol)))
            {
                yield return Create(typeof(ProtocolTarget<>), [type], group, name);
            }
        }
    }

    /// <summary>Whether the generator made it: of a type that is declared by attributes, or the protocol inside of one.</summary>
    private static bool IsGenerated(Type type) => !type.ContainsGenericParameters && !type.IsInterface && !type.IsAbstract
        && (IsDeclared(type) || (type.IsAssignableTo(typeof(IProtocol)) && type.DeclaringType is { } outer && IsDeclared(outer)));

    private static bool IsDeclared(Type type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.Assembly == typeof(WireStructAttribute).Assembly);

    /// <summary>The interface's arguments, of a type that implements it for itself.</summary>
    private static Type[]? Arguments(Type type, Type definition) => type.GetInterfaces()
        .Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition && candidate.GenericTypeArguments[0] == type)
        .Select(candidate => candidate.GenericTypeArguments).FirstOrDefault();

    /// <summary>The protocol that a message is nested in.</summary>
    private static Type? WireOf(Type message)
    {
        for (Type? type = message.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (Array.Find(type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic), nested => nested.IsValueType && nested.IsAssignableTo(typeof(IProtocol))) is { } wire)
            {
                return wire;
            }
        }

        return null;
    }

    private static FuzzTarget Create(Type definition, Type[] arguments, string group, string name) =>
        (FuzzTarget)Activator.CreateInstance(definition.MakeGenericType(arguments), group, name)!;
}
