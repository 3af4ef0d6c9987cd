using System.Reflection;
using System.Text;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>Types as C# spells them, with nullability where reflection knows it.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type) => Of(type, nullability: null);

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(EventInfo item) => Of(item.EventHandlerType!, new NullabilityInfoContext().Create(item));

    /// <summary>A type's own name and its type parameters, as its declaration has them.</summary>
    public static string Declared(Type type)
    {
        string name = type.DeclaringType is { } outer ? $"{Declared(outer)}.{Plain(type)}" : $"{type.Namespace}.{Plain(type)}";
        Type[] own = [.. type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0)];
        return own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(Parameter))}>";

        static string Parameter(Type parameter) => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
        {
            GenericParameterAttributes.Covariant => "out " + parameter.Name,
            GenericParameterAttributes.Contravariant => "in " + parameter.Name,
            _ => parameter.Name,
        };
    }

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            // NullabilityInfo describes the type behind the reference.
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, nullability?.GenericTypeArguments is [{ } argument] ? argument : null) + "?";
        }

        string mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable, ReadState: NullabilityState.Unknown }
            ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (type.IsGenericParameter)
        {
            // Whether a parameter without constraints is T or T? is not told: it may be null either way.
            return type.Name;
        }

        return (Keywords.TryGetValue(type, out string? keyword) ? keyword : Qualified(type, nullability)) + mark;
    }

    private static string Qualified(Type type, NullabilityInfo? nullability)
    {
        Type[] arguments = type.GetGenericArguments();
        var chain = new Stack<Type>();
        for (Type? part = type; part is not null; part = part.DeclaringType)
        {
            chain.Push(part);
        }

        var text = new StringBuilder(type.Namespace);
        int used = 0;
        foreach (Type part in chain)
        {
            text.Append('.').Append(Plain(part));
            int count = part.GetGenericArguments().Length;
            if (count > used)
            {
                text.Append('<').AppendJoin(", ", Enumerable.Range(used, count - used).Select(Argument)).Append('>');
                used = count;
            }
        }

        return text.ToString();

        string Argument(int index) => Of(
            arguments[index], nullability?.GenericTypeArguments is { } known && index < known.Length ? known[index] : null);
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];
}
