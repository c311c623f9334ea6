// Which addresses of the development server belong to the control plane.

/**
 * The address of a source file under `src/renderer/api/` also begins with `/api/`.
 * Host and Origin go on as the browser sent them: the control plane compares the two.
 * @param {string} target
 */
export function proxyTo(target) {
  return {
    '^/api/(?![^?]*\\.(?:tsx?|css)(?:\\?|$))': { target },
    '^/auth/': { target },
    '^/rpc(?:\\?|$)': { target, ws: true },
  };
}
