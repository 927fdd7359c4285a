// The page's words in English and Chinese.

const one = (usage, words) => words(usage.tokens, usage.first.toFixed(1), (usage.rest > 0.05 ? (usage.tokens - 1) / usage.rest : usage.tokens / (usage.first || 1)).toFixed(1));

const WORDS = {
  en: {
    skip: 'Skip to the question', newConversation: 'New', history: 'Conversations', settings: 'Settings', otherLanguage: '中文', theme: 'Dark theme',
    pictures: 'Pictures', allPictures: 'All pictures', conversation: 'Conversation', close: 'Close',
    dropHint: 'Drop a picture or a PDF here, paste one, or', choose: 'Choose pictures',
    pictureHelp: 'Picture with boxes. Enter: mark a region. Arrows: move it, Shift and arrows: resize it, Enter: use it, Escape: cancel.',
    pictureHint: 'Drag over the picture to ask about a region. Click a box to copy its coordinates, double-click to zoom.',
    boxes: 'Boxes', zoom: 'Zoom to', whole: 'Whole picture', savePicture: 'Save picture with boxes', saveBoxes: 'Save boxes (JSON)',
    question: 'Your question', questionHint: 'Ask about the picture…  (Enter: send, Shift+Enter: new line)', waiting: 'Pictures of this question',
    add: 'Add picture', remove: 'Remove', stop: 'Stop', send: 'Send', done: 'Done', cancel: 'Cancel', toEnd: 'Scroll to the end',
    copy: 'Copy', edit: 'Edit and resend', regenerate: 'Regenerate', tryAgain: 'Try again', continue: 'Continue', goOn: 'Please continue.',
    rename: 'Rename', export: 'Export', reallyRemove: 'Really delete?', untitled: 'Untitled', noHistory: 'No conversations yet. They are stored only in this browser.',
    system: 'System text', temperature: 'Temperature (0: always the most likely token)', topP: 'Top p', maxTokens: 'Maximum tokens per answer',
    seed: 'Seed (empty: random)', key: 'API key', settingsHint: 'Empty fields use the defaults of the model. The key is kept only in this tab.',
    copied: 'Copied', notCopied: 'Could not copy', notKept: 'Conversations cannot be stored', picture: 'Picture', region: 'region', notPicture: 'Not a picture:',
    tooMany: (room, given, most) => `A conversation can have ${most} pictures: added ${room} of ${given}.`,
    model: 'Model', states: { unloaded: 'not loaded', loading: 'loading', loaded: 'loaded', unloading: 'unloading', failed: 'failed' },
    form: 'Form of answers', formFree: 'Free text', formJson: 'JSON', formSchema: 'JSON by a schema', schema: 'JSON Schema', badSchema: 'The JSON Schema is not JSON',
    probability: 'Probability of this value', needsReview: 'needs review', copyRequest: 'Copy the request as a program',
    stopped: 'Stopped', broken: 'The connection to the server was lost.', needKey: 'This server requires an API key: see Settings', user: 'You', assistant: 'Answer',
    counts: usage => one(usage, (tokens, first, rate) => `${tokens} tokens · first token after ${first} s · ${rate} tokens/s`),
    welcome: 'Ask about a picture', welcomeHint: 'Add a picture, or try a question about one of these.',
    aboutModel: 'This server runs pico, the small built-in model. It names, counts and finds everyday things drawn as icons and coloured shapes, and reads short signs, '
      + 'in English and Chinese. It was not trained on photos or people and cannot talk about other topics; for these, serve Qwen-VL-Chat.',
    questions: ['Describe this picture.', 'What objects are there? Show me where.', 'Find the largest object.'],
    pictureQuestions: ['What objects are there? Show me where.', 'Describe the picture.', 'How many things are there?'],
    exampleNames: { 'things.png': 'A rabbit, a house, a tree and a dog', 'scene.png': 'Five coloured shapes in front of hills',
      'shapes.png': 'A circle, a rectangle and a heart', 'sign.png': 'A sign between shapes' },
    exampleQuestions: {
      'things.png': ['What objects are there? Show me where.', 'Where is the dog?', 'How many things are there?'],
      'scene.png': ['Where is the brown heart?', 'What colour is the triangle?', 'Is there a blue circle?'],
      'shapes.png': ['Where is the red heart?', 'What colour is the circle?', 'Is there a green star?'],
      'sign.png': ['What does the sign say?', 'What objects are there? Show me where.', 'Describe the picture.'],
    },
  },
  zh: {
    skip: '跳到提问', newConversation: '新对话', history: '对话记录', settings: '设置', otherLanguage: 'English', theme: '深色主题',
    pictures: '图片', allPictures: '所有图片', conversation: '对话', close: '关闭',
    dropHint: '把图片或 PDF 拖到这里、粘贴，或', choose: '选择图片',
    pictureHelp: '带框的图片。回车：标出区域；方向键移动，Shift 加方向键调整大小，回车使用，Esc 取消。',
    pictureHint: '在图片上拖动以询问一个区域。点击方框可复制坐标，双击可放大。',
    boxes: '方框', zoom: '放大', whole: '整张图片', savePicture: '保存带框图片', saveBoxes: '保存方框（JSON）',
    question: '你的问题', questionHint: '就图片提问……（回车发送，Shift+回车换行）', waiting: '此问题的图片',
    add: '添加图片', remove: '移除', stop: '停止', send: '发送', done: '完成', cancel: '取消', toEnd: '到最新内容',
    copy: '复制', edit: '编辑并重新发送', regenerate: '重新回答', tryAgain: '重试', continue: '继续', goOn: '请继续。',
    rename: '重命名', export: '导出', reallyRemove: '确定删除？', untitled: '无标题', noHistory: '还没有对话。对话只保存在此浏览器中。',
    system: '系统提示', temperature: '温度（0：总取最可能的）', topP: 'Top p', maxTokens: '回答的最多词元数',
    seed: '随机种子（空：随机）', key: 'API 密钥', settingsHint: '留空则由模型决定。密钥只保存在此标签页。',
    copied: '已复制', notCopied: '未能复制', notKept: '无法保存对话', picture: '图片', region: '区域', notPicture: '这不是图片：',
    tooMany: (room, given, most) => `一个对话最多 ${most} 张图片：已添加 ${given} 张中的 ${room} 张。`,
    model: '模型', states: { unloaded: '未加载', loading: '加载中', loaded: '已加载', unloading: '卸载中', failed: '失败' },
    form: '回答形式', formFree: '自由文本', formJson: 'JSON', formSchema: '按 JSON Schema', schema: 'JSON Schema', badSchema: 'JSON Schema 不是 JSON',
    probability: '此值的概率', needsReview: '需要复核', copyRequest: '把请求复制为程序',
    stopped: '已停止', broken: '与服务器的连接中断。', needKey: '此服务器需要 API 密钥，请见设置', user: '你', assistant: '回答',
    counts: usage => one(usage, (tokens, first, rate) => `${tokens} 个词元 · ${first} 秒后开始 · 每秒 ${rate} 个`),
    welcome: '就图片提问', welcomeHint: '添加自己的图片，或试试下面的问题。',
    aboutModel: '此服务器运行内置的小模型 pico。它能用中英文说出、数出并找到图标画的日常物品和彩色图形，读出简短的牌子；它不认识照片和人物，也不能聊其他内容：这些请使用 Qwen-VL-Chat。',
    questions: ['描述这张图片。', '图中有哪些物体？请框出来。', '找出最大的物体。'],
    pictureQuestions: ['框出所有物体。', '描述这张图片。', '图中有几个物体？'],
    exampleNames: { 'things.png': '兔子、房子、树和狗', 'scene.png': '山前的五个彩色图形', 'shapes.png': '圆形、长方形和心形', 'sign.png': '图形之间的牌子' },
    exampleQuestions: {
      'things.png': ['狗在哪里？', '房子在哪里？', '图中有企鹅吗？'],
      'scene.png': ['框出所有物体。', '三角形是什么颜色？', '棕色心形在哪里？'],
      'shapes.png': ['红色心形在哪里？', '圆形是什么颜色？', '图中有绿色星形吗？'],
      'sign.png': ['牌子上写着什么？', '框出所有物体。', '描述这张图片。'],
    },
  },
};

let language = localStorage.getItem('language') || (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const word = name => WORDS[language][name];

export const locale = () => language;

export function switchLanguage() {
  language = language === 'en' ? 'zh' : 'en';
  localStorage.setItem('language', language);
}

/** Writes the words of the current language into the page. */
export function applyWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll('[data-word-label]')) {
    element.setAttribute('aria-label', word(element.dataset.wordLabel));
    if (element.matches('button')) element.title = word(element.dataset.wordLabel);
  }
  for (const element of document.querySelectorAll('[data-word-placeholder]')) element.placeholder = word(element.dataset.wordPlaceholder);
}
