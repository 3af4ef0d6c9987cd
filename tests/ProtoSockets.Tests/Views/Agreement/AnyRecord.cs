using System.Reflection;

namespace ProtoSockets.Tests.Views.Agreement;

/// <summary>Records made up at random: their properties are set to small values of whatever type they have.</summary>
internal sealed class AnyRecord(Random random)
{
    private const int MaxDepth = 4;

    /// <summary>The bytes of a value of the type; null when the value that was made up has no wire form.</summary>
    public byte[]? Bytes(Type type)
    {
        try
        {
            object value = Record(type, 0);
            MethodInfo[] methods = [.. type.GetMethods().Where(method => method.Name == "ToBytes")];
            if (methods.FirstOrDefault(method => method.GetParameters().Length == 0) is { } plain)
            {
                return (byte[]?)plain.Invoke(value, null);
            }

            MethodInfo? framed = methods.FirstOrDefault(method => method.GetParameters().Length == 1);
            return (byte[]?)framed?.Invoke(value, [Record(framed.GetParameters()[0].ParameterType.GetElementType()!, 0)]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is WireFormatException or NullReferenceException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A value of the type.</summary>
    public object? Of(Type type)
    {
        try
        {
            return Value(type, 0);
        }
        catch (TargetInvocationException)
        {
            // One that its own constructor refuses.
            return null;
        }
    }

    private object Record(Type type, int depth)
    {
        ConstructorInfo? constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters().All(parameter => parameter.ParameterType != type)).OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        object value = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, depth + 1))]);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0))
        {
            property.SetValue(value, Value(property.PropertyType, depth + 1));
        }

        return value;
    }

    private object? Value(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return random.Next(2) == 0 ? null : Value(inner, depth);
        }

        if (type == typeof(string))
        {
            return Text();
        }

        if (type == typeof(Utf8Text))
        {
            return (Utf8Text)Text();
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return new ReadOnlyMemory<byte>(Bytes());
        }

        if (type == typeof(StreamedBytes))
        {
            return (StreamedBytes)Bytes();
        }

        if (type == typeof(byte[]))
        {
            return Bytes();
        }

        if (type.IsArray)
        {
            return Array(type.GetElementType()!, depth);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(WireList<>))
        {
            Type element = type.GenericTypeArguments[0];
            return Activator.CreateInstance(type, Array(element, depth));
        }

        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.Length == 0 ? Activator.CreateInstance(type) : values.GetValue(random.Next(values.Length));
        }

        return type.IsPrimitive ? Primitive(type)
            : type == typeof(DateTimeOffset) ? DateTimeOffset.UnixEpoch.AddSeconds(random.Next())
            : type == typeof(DateTime) ? DateTime.UnixEpoch.AddSeconds(random.Next())
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(random.Next(1000))
            : type == typeof(decimal) ? (decimal)random.Next(50)
            : type == typeof(System.Net.IPAddress) ? new System.Net.IPAddress(random.Next())
            : depth > MaxDepth || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? (type.IsValueType ? Activator.CreateInstance(type) : null)
            : type.IsAbstract || type.IsInterface ? null
            : Record(type, depth);
    }

    private object Primitive(Type type)
    {
        int number = random.Next(5) == 0 ? random.Next(128) : random.Next(4);
        return type == typeof(bool) ? number % 2 == 0 : type == typeof(char) ? (char)number : type == typeof(nint) ? (nint)number : type == typeof(nuint) ? (nuint)number : Convert.ChangeType(number, type);
    }

    private string Text() => new([.. Enumerable.Range(0, random.Next(6)).Select(_ => (char)random.Next('a', 'f'))]);

    private byte[] Bytes()
    {
        byte[] bytes = new byte[random.Next(6)];
        random.NextBytes(bytes);
        return bytes;
    }

    private Array Array(Type element, int depth)
    {
        Array array = System.Array.CreateInstance(element, depth >= MaxDepth ? 0 : random.Next(4));
        for (int index = 0; index < array.Length; index++)
        {
            array.SetValue(Value(element, depth + 1), index);
        }

        return array;
    }
}
