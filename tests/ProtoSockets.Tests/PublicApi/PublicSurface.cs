using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>What users of the assembly can see: public types, and the members that they may call or override.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly Assembly { get; } = typeof(ProtocolAttribute).Assembly;

    public static IEnumerable<Type> Types() => Assembly.GetTypes().Where(IsVisible).OrderBy(type => type.FullName, StringComparer.Ordinal);

    public static IEnumerable<FieldInfo> Fields(Type type) => type.GetFields(Declared)
        .Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName);

    public static IEnumerable<ConstructorInfo> Constructors(Type type) => type.GetConstructors(Declared)
        .Where(constructor => !constructor.IsStatic && IsVisible(constructor) && !IsSynthesized(constructor));

    public static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(Declared)
        .Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible) && property.Name != "EqualityContract");

    public static IEnumerable<EventInfo> Events(Type type) => type.GetEvents(Declared).Where(item => IsVisible(item.AddMethod!));

    public static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods(Declared)
        .Where(method => IsVisible(method) && !IsSynthesized(method) && !IsAccessor(method));

    public static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    public static bool IsRecord(Type type) =>
        !type.IsEnum && type.GetMethod("PrintMembers", Declared) is { } print && print.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool IsVisible(Type type) => type.DeclaringType is { } outer
        ? IsVisible(outer) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        : type.IsPublic;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    /// <summary>What every record has is told by the word "record"; only its deconstruction depends on how it was written.</summary>
    private static bool IsSynthesized(MethodBase method) =>
        method.Name == "<Clone>$" || (method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && method.Name != "Deconstruct");
}
