using System.Reflection;
using System.Text;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>The names under which the compiler's XML file documents things (C# specification, annex D.4.2, "ID string format").</summary>
internal static class DocumentationIds
{
    public static string Of(Type type) => "T:" + Name(type);

    public static string Of(FieldInfo field) => $"F:{Name(field.DeclaringType!)}.{field.Name}";

    public static string Of(EventInfo item) => $"E:{Name(item.DeclaringType!)}.{item.Name}";

    public static string Of(PropertyInfo property) => $"P:{Name(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}";

    public static string Of(MethodBase method)
    {
        string arity = method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";
        string returned = method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + Reference(conversion.ReturnType) : "";
        return $"M:{Name(method.DeclaringType!)}.{method.Name.Replace('.', '#')}{arity}{Parameters(method.GetParameters())}{returned}";
    }

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Reference(parameter.ParameterType)))})";

    private static string Name(Type type) => type.IsGenericType && !type.IsGenericTypeDefinition
        ? Name(type.GetGenericTypeDefinition())
        : type.FullName!.Replace('+', '.');

    private static string Reference(Type type)
    {
        if (type.IsByRef)
        {
            return Reference(type.GetElementType()!) + "@";
        }

        if (type.IsPointer)
        {
            return Reference(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            int rank = type.GetArrayRank();
            return $"{Reference(type.GetElementType()!)}[{(rank == 1 ? "" : string.Join(',', Enumerable.Repeat("0:", rank)))}]";
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        }

        Type[] arguments = type.GetGenericArguments();
        if (arguments.Length == 0)
        {
            return type.FullName!.Replace('+', '.');
        }

        // Each part of a nested type's name has its own arguments: Outer{A}.Inner{B}.
        var text = new StringBuilder();
        int used = 0;
        foreach (string part in type.GetGenericTypeDefinition().FullName!.Split('+'))
        {
            string[] pieces = part.Split('`');
            text.Append(text.Length > 0 ? "." : "").Append(pieces[0]);
            if (pieces.Length > 1)
            {
                int count = int.Parse(pieces[1]);
                text.Append('{').AppendJoin(',', arguments.Skip(used).Take(count).Select(Reference)).Append('}');
                used += count;
            }
        }

        return text.ToString();
    }
}
