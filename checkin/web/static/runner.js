// The chart that answers to a finger: the same days as the drawing, which stays where this cannot run.
"use strict";
(() => {
  const holder = document.getElementById("plot");
  if (!holder || !window.uPlot) return;
  const data = JSON.parse(holder.dataset.days), days = data.days.map((_, at) => at);
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const said = document.getElementById("plotted");
  const value = (list, none) => (_, __, ___, at) => at === null || at === undefined ? "" : list[at] ?? none(at);
  const options = () => ({
    width: holder.parentElement.clientWidth,
    height: 260,
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: [0, 10] }, stairs: { range: [0, 21] } },
    legend: { live: true },
    cursor: { drag: { x: false, y: false } },
    axes: [
      { stroke: ink("--ink"), grid: { show: false }, values: (_, ticks) => ticks.map((at) => data.names[at] || ""), space: 90 },
      { stroke: ink("--ink"), splits: () => [0, 3, 5, 10], values: (_, ticks) => ticks, size: 34,
        grid: { stroke: ink("--line"), filter: (_, ticks) => ticks.map((at) => (at === 3 ? null : at)) } },
    ],
    series: [
      { label: "Day", value: (_, at) => at === null ? "" : data.names[at] },
      { label: "Usual", stroke: ink("--edge"), width: 6, spanGaps: false, points: { show: false }, value: value(data.usual_said) },
      { label: "Stiffness", stroke: ink("--ink"), width: 2, spanGaps: false, points: { show: true, size: 4, fill: ink("--ink") },
        value: value(data.stiffness, (at) => data.gap[at] || "–") },
      { label: "Run pain", stroke: ink("--accent"), width: 0, points: { show: true, size: 9, fill: ink("--accent") },
        value: value(data.pain, (at) => data.untold[at] ? "not told" : "–") },
      { label: "Stage", scale: "stairs", stroke: ink("--accent"), width: 2, spanGaps: false, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false },
        value: value(data.stage, () => "–") },
    ],
    hooks: {
      ready: [(u) => today(u)],
      drawClear: [(u) => bands(u)],
      drawAxes: [(u) => safeZone(u)],
      setCursor: [(u) => { const at = u.cursor.idx; if (at === null || at === undefined) today(u); said.textContent = at === null || at === undefined ? "" : data.decided[at] && `${data.names[at]}: ${data.decided[at]}`; }],
    },
  });
  // Nobody points at a day: the words below say today’s.
  function today(u) {
    u.setLegend({ idx: days.length - 1 }, false);
  }
  function bands(u) {
    const band = (on, color) => on.forEach((is, at) => {
      if (!is) return;
      const left = u.valToPos(at - 0.5, "x", true), right = u.valToPos(at + 0.5, "x", true);
      u.ctx.fillStyle = color;
      u.ctx.fillRect(left, u.bbox.top, right - left + 1, u.bbox.height);
    });
    band(data.rest, ink("--rest"));
    u.ctx.globalAlpha = 0.25;
    band(data.doctor, ink("--flag"));
    u.ctx.globalAlpha = 1;
  }
  function safeZone(u) {
    const [left, safe] = [u.bbox.left, Math.round(u.valToPos(3, "y", true))];
    u.ctx.save();
    u.ctx.strokeStyle = ink("--edge");
    u.ctx.lineWidth = devicePixelRatio;
    u.ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
    u.ctx.beginPath();
    u.ctx.moveTo(left, safe);
    u.ctx.lineTo(left + u.bbox.width, safe);
    u.ctx.stroke();
    u.ctx.restore();
  }
  let chart = null;
  function draw() {
    if (chart) chart.destroy();
    holder.hidden = false;
    document.getElementById("drawn").hidden = true;
    chart = new uPlot(options(), [days, data.usual, data.stiffness, data.pain, data.stage], holder);
  }
  draw();
  let wide = holder.parentElement.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(holder.parentElement.clientWidth - wide) < 2) return;
    wide = holder.parentElement.clientWidth;
    draw();
  }).observe(holder.parentElement);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
