using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LockActors.Monitoring;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace LockActors.Server.OpenApi;

/// <summary>Makes the OpenAPI document of what <see cref="RouteDescriptions"/> says.</summary>
internal static class DocumentSetup
{
    public const string Path = "/openapi/v1.json";

    /// <summary>A name of its own, since applications name theirs <c>v1</c>.</summary>
    public const string Name = "lockactors";

    private const string Bearer = "apiKey";
    private const string Required = "Required.";

    public static void AddDocument(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, MonitorJson.Default);
        });
        services.AddOpenApi(Name, static options =>
        {
            options.ShouldInclude = static route =>
                route.GroupName == Name && route.HttpMethod != HttpMethods.Head;
            options.AddDocumentTransformer(static (document, _, _) => Describe(document));
            options.AddSchemaTransformer(static (schema, context, _) => Tidy(schema, context.JsonTypeInfo));
            options.AddOperationTransformer(static (operation, context, _) => Describe(operation, context));
        });
    }

    public static async Task WriteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
            .GetOpenApiDocumentAsync(context.RequestAborted).ConfigureAwait(false);
        if (context.Request.PathBase is { HasValue: true } root)
        {
            document.Servers = [new OpenApiServer { Url = root.ToUriComponent() }];
        }

        var version = services.GetRequiredService<IOptionsMonitor<OpenApiOptions>>().Get(Name).OpenApiVersion;
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, version, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "application/json;charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.BodyWriter.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length))
            .ConfigureAwait(false);
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "LockActors",
            Version = "v1",
            Description = "Locks over HTTP. Keys stand in the path percent-encoded, slashes as they are or as %2F.",
        };

        // The address is wherever this was read from.
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key. A server without keys asks for none.",
            },
        };
        Require(document);
        return Task.CompletedTask;
    }

    /// <summary>What the description of a field calls required a client must send, and the body with it.</summary>
    private static void Require(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var schema in schemas.Values.OfType<OpenApiSchema>())
        {
            foreach (var (name, field) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                if (field is OpenApiSchema own && own.Description?.Contains(Required, StringComparison.Ordinal) == true)
                {
                    own.Type &= ~JsonSchemaType.Null;
                    schema.Required ??= new HashSet<string>(StringComparer.Ordinal);
                    schema.Required.Add(name);
                }
            }
        }

        var bodies = document.Paths.Values
            .SelectMany(static path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
            .Select(static operation => operation.RequestBody).OfType<OpenApiRequestBody>();
        foreach (var body in bodies)
        {
            body.Required = body.Content?.Values.Any(static content => content.Schema?.Required?.Count > 0) == true;
        }
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (context.Description.RelativePath?.Contains("{key}", StringComparison.Ordinal) == true)
        {
            operation.Parameters ??= [];
            operation.Parameters.Insert(0, Key());
        }

        // The framework does not take these over for handlers that return a task alone.
        foreach (var answer in metadata.OfType<IProducesResponseTypeMetadata>())
        {
            if (answer.Description is { } text && operation.Responses?[$"{answer.StatusCode}"] is OpenApiResponse known)
            {
                known.Description = text;
            }
        }

        if (metadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy is { } policy)
        {
            operation.Description = $"Takes the role {RoleOf(policy)}.";
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [],
                },
            ];
            AddProblem(operation, context, StatusCodes.Status401Unauthorized, "No API key, or one that is not known.");
            AddProblem(
                operation, context, StatusCodes.Status403Forbidden, "The key's role or prefixes do not allow it.");
            AddProblem(
                operation,
                context,
                StatusCodes.Status429TooManyRequests,
                "Too much at once; the header Retry-After says in how many seconds to try again.");
        }

        return Task.CompletedTask;
    }

    /// <summary>Numbers are numbers here, not texts with digits, times are milliseconds, kinds are named, and
    /// descriptions are one line.</summary>
    private static Task Tidy(OpenApiSchema schema, JsonTypeInfo written)
    {
        var type = schema.Type ?? default;
        if (written.Type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. written.Type.GetEnumValues().Cast<object>()
                .Select(value => JsonSerializer.SerializeToNode(value, written)!)];
        }
        else if (written.Type == typeof(TimeSpan) || written.Type == typeof(TimeSpan?))
        {
            schema.Type = JsonSchemaType.Number | (type & JsonSchemaType.Null);
            schema.Format = "double";
            schema.Minimum = "0";
            schema.Pattern = null;
        }
        else if ((type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        if (schema.Description is { } text)
        {
            schema.Description = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return Task.CompletedTask;
    }

    private static string RoleOf(string policy) => policy switch
    {
        Access.Lock => "lock",
        Access.Admin => "admin",
        Access.ReadAll => "read, without prefixes",
        _ => "read",
    };

    private static OpenApiParameter Key() => new()
    {
        Name = "key",
        In = ParameterLocation.Path,
        Required = true,
        Description = "The lock, 1 to 512 characters.",
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = LockKey.MaxLength,
        },
    };

    private static void AddProblem(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, int status, string description)
    {
        operation.Responses ??= [];
        operation.Responses[$"{status}"] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [WireProblem.MediaType] = new()
                {
                    Schema = new OpenApiSchemaReference(nameof(WireProblem), context.Document),
                },
            },
        };
    }
}
